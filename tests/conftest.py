import os
import time
from decimal import Decimal

import django.urls
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import Template
from django.test import TransactionTestCase
from django.test.client import ClientMixin
from django.test.signals import template_rendered
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from accounts.models import Role
from config.features import is_page_on, only_on
from config.navigation import NAVIGATION
from config.pricing import ADJUSTERS
from config.reactions import REACTIONS
from config.wiring import connect_all
from core import navigation, throttle
from core.events import connect
from devtools.postgres.server import TESTS
from live.dsn import dsn_of
from orders import pricing
from tests.allowances import allow  # noqa: F401  a fixture
from tests.browsing import (
    CHROMIUM,
    DESKTOP,
    FLAGS,
    PATIENCE,
    description_of,
    is_trouble,
    session_of,
)
from tests.call_stack import pytest_runtest_protocol  # noqa: F401  a hook
from tests.collecting import (  # noqa: F401  hooks
    pytest_collection,
    pytest_collection_modifyitems,
    pytest_sessionstart,
)
from tests.databases import end_other_sessions
from tests.factories import ProductFactory, RiderFactory, StoreFactory, UserFactory
from tests.flushing import Flush
from tests.readers import bare_error_pages, unrendered
from tests.serving import use_finishing_server  # noqa: F401  a fixture
from tests.signing_in import sign_in
from tests.store_factories import korean
from tests.template_database import ensure_template
from tests.worlds import (  # noqa: F401  fixtures
    pages_are_searched_once,
    shown_world,
    standing_world,
    world,
)

if not settings.DATABASE_URL:
    TESTS.ensure_running()


@pytest.fixture(autouse=True)
def clean_state():
    """Reset the active language and the cache, and begin the windows of all limits."""
    translation.deactivate()
    cache.clear()
    throttle.FIRST_WINDOW = int(time.time())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Copy the test database from a template instead of migrating an empty one."""
    if not settings.DATABASE_URL:
        with django_db_blocker.unblock():
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_modify_db_settings, django_db_blocker
):
    """The database of this process, also for live events; its value is the Flush.

    pytest-django creates none if no test requests `db`; a process beside the test may still need it.
    """
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        # Not serialized: Flush restores the initial rows.
        made = setup_databases(verbosity, False, aliases=["default"], serialized_aliases=[])
        flush = Flush()
        korean()  # read before a test changes its row
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: flush())
        # Django opens a new one for each transactional test: its session would plan the flush again.
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda case: False)
        patch.setattr(settings, "LIVE_DATABASE_DSN", dsn_of(connection.settings_dict))
        yield flush
    with django_db_blocker.unblock():
        end_other_sessions()
        teardown_databases(made, verbosity)


@pytest.fixture(scope="session", autouse=True)
def _only_whole_pages_are_recorded(django_test_environment):
    """For `response.context` the test client copies the context of every template that is included, too."""

    def render(self, context):
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def _clients_are_signed_in_by_few_queries():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientMixin, "_login", sign_in)
        yield


@pytest.fixture(scope="session", autouse=True)
def _url_patterns_are_read_once():
    """Tests with other URLs do not change those of the site, which Django would read again after each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django.urls, "clear_url_caches", lambda: None)
        yield


@pytest.fixture(scope="session")
def live_server(finishing_server, live_server):
    return live_server


@pytest.fixture(name="bare_error_pages")
def only_bare_error_pages():
    """For tests that only check the status or the headers of many URLs."""
    with bare_error_pages():
        yield


@pytest.fixture(name="unrendered")
def only_unrendered_pages():
    """For tests that only check the status or the headers, which no template sets."""
    with unrendered():
        yield


@pytest.fixture
def ann(db):
    return UserFactory(name="Ann", email="ann@example.com")


@pytest.fixture
def bea(db):
    return UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER)


@pytest.fixture
def cy(db):
    return UserFactory(name="Cy", email="cy@example.com", role=Role.RIDER)


@pytest.fixture
def rider(cy):
    """Cy on shift, around the stores of the tests."""
    return RiderFactory(user=cy)


@pytest.fixture
def dan(db):
    return UserFactory(name="Dan", email="dan@example.com")


@pytest.fixture
def store(bea):
    return StoreFactory(owner=bea, name="냉면집")


@pytest.fixture
def noodles(store):
    """A product with five pieces in stock."""
    return ProductFactory(store=store, name="물냉면", price=Decimal(9000), stock=5)


@pytest.fixture(scope="session")
def chromium():
    """One real Chromium for the whole run; the tests are skipped if there is none."""
    if not CHROMIUM:
        pytest.skip("No Chromium found: the browser tests did NOT run.")
    playwright = pytest.importorskip("playwright.sync_api")
    # Playwright leaves an event loop in this thread, in which Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def troubles():
    """Errors on the pages of the test; a test that provokes some clears them."""
    return []


@pytest.fixture
def browse(chromium, live_server, troubles):
    """`browse(language, viewport)`: a page in a browser context of its own; errors on it fail the test.

    With `user` it is signed in, with `browser` in that one; further options are those of Playwright's
    new_context.
    """
    contexts = []

    def opened(language="en", viewport=DESKTOP, user=None, browser=chromium, **options):
        context = browser.new_context(base_url=live_server.url, viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language}]
        cookies += [session_of(user)] if user else []
        context.add_cookies([{**cookie, "url": live_server.url} for cookie in cookies])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: is_trouble(message) and troubles.append(description_of(message)),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def wiring():
    """Connect reactions for one test; the site's own are restored after it."""
    yield connect
    connect(REACTIONS)


@pytest.fixture
def price_with():
    """`price_with(adjuster, phase)`: prices of this test are made with that adjuster, too."""
    table = {phase: only_on(adjusters) for phase, adjusters in ADJUSTERS.items()}

    def add(adjuster, phase):
        table[phase].append(adjuster)
        pricing.connect(table)

    yield add
    connect_all()


@pytest.fixture
def navigate_with():
    """`navigate_with(entry, place)`: pages of this test show that link, too."""
    table = {
        place: [entry for entry in entries if is_page_on(entry.url_name)]
        for place, entries in NAVIGATION.items()
    }

    def add(entry, place):
        table[place].append(entry)
        navigation.register(table)

    yield add
    connect_all()
