import pytest

from live.publish import outbox
from tests.live.conftest import PostgresRig
from tests.live.streaming import LiveProcess


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
