import pytest
from django.utils.translation import override

from devtools.stubs.providers import every_provider
from live.publish import outbox
from payments.gateways.paypal.api import api_of
from tests.live.conftest import PostgresRig
from tests.live.streaming import LiveProcess
from tests.walking import moved


@pytest.fixture(autouse=True)
def orders_that_open_pages_hear_of():
    """Orders of factories have all that follows from their moves, such as what is sent to open pages."""
    with moved():
        yield


@pytest.fixture(scope="session")
def live_process(django_db_setup, live_server):
    process = LiveProcess(PostgresRig().environment | {"SITE_URL": live_server.url}).start()
    yield process
    process.end()


@pytest.fixture
def live_site(live_process, settings):
    """The live process beside the site, to which its pages connect; a test may stop and restart it.

    Request it before `browse`, so that the pages are closed before it stops.
    """
    if live_process.child.poll() is not None:
        live_process.start()
    settings.LIVE_URL = live_process.url
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    origin = live_process.url.removesuffix("/live/")
    allowed = {"connect-src": ["'self'", origin]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | allowed}
    yield live_process
    outbox().drain()


@pytest.fixture(params=["en", "ko"])
def language(request):
    """The language of the test's people, and of the texts that the test itself asks for."""
    with override(request.param):
        yield request.param


@pytest.fixture
def providers(live_server, settings):
    """All providers, offered by the site, which receives their webhooks."""
    api_of.cache_clear()
    with every_provider(live_server.url) as running:
        for name, value in running.environment.items():
            setattr(settings, name, value)
        settings.SITE_URL = live_server.url
        settings.TOSS_WIDGET_ORIGIN = running.toss.url
        settings.PAYMENT_PAGES = {"stripe": running.stripe.url, "paypal": running.paypal.url}
        yield running
        running.deliver()
