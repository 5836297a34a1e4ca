"""For all URL patterns: every view declares its access, and rows of others are not visible."""

import itertools

import pytest
from django.urls import include, path
from django.views import View

from accounts.models import Role
from core.access import riders
from core.pages import Page
from tests.factories import UserFactory
from tests.readers import ROUTES, Reader
from tests.routes import routes
from tests.view_answers import answers, is_let_in

GUARDED = [route for route in ROUTES if route.access and not route.access.public]

# URLs usable by anyone who knows them: their rows are public, or their key is secret.
FOR_EVERYBODY = {
    "stores:store",
    "stores:follow",
    "orders:add",
    "orders:store-cart",
    "checkout:checkout",
    "media",
    "notifications:demo-mail",
    "notifications:demo-mail-html",
    "payments:webhooks",
    "recommendations:open",
    "recommendations:dismiss",
    "recommendations:undo",
    "coupons:campaign",
    "coupons:follow",
    "affiliates:link",
    "billing:choose",
    "affiliates:apply",
    "landing:page",
    "landing:choices",
    "landing:order",
    "billing:report-usage",
    "ticketing:geometry",
    "ticketing:event",
    "ticketing:remind",
    "ticketing:date",
    "ticketing:release",
    "ticketing:seats",
    "ticketing:waiting",
    "shipping:papers",  # of the orders that its query names, as tests/shipping/test_papers.py tries
}
# Of administrators only, so that no other role could be a stranger: the wrong role is refused.
FOR_ADMINISTRATORS = {"coupons:site-codes", "coupons:site-codes-csv", "coupons:void-site-codes"}
PERSONAL = [
    route
    for route in ROUTES
    if route.gaps
    and "key" not in route.gaps
    and route.name not in FOR_EVERYBODY | FOR_ADMINISTRATORS
]
# Without links from mails: an expired one has a page of its own.
KEYED = [route for route in ROUTES if "key" in route.gaps and not route.name.startswith("account_")]
METHODS = ("get", "post")

pytestmark = pytest.mark.usefixtures("bare_error_pages")

# The data of buttons of views without a page of their own: each uses one of these.
PRESSED = {
    "is_open": "no",
    "is_on": "yes",
    "is_available": "no",
    "starter": "size",
    "to": "up",
    "follow": "no",
    "do": "up",
    "kind": "text",
}


def by_name(routes):
    return [pytest.param(route, id=route.name) for route in routes]


@pytest.fixture(scope="module")
def parties(standing_world):
    """The browsers of the users who own the rows."""
    world = standing_world
    return [Reader(person, world) for person in (world.ann, world.bea, world.cy)]


@pytest.fixture(scope="module")
def strangers(standing_world):
    """A browser of a user of each role who owns no rows."""
    return {role: Reader(UserFactory(role=role), standing_world) for role in Role}


@pytest.fixture
def visitor(world):
    return Reader(None, world)


def asked(route, method, world):
    """Every URL of the route; only one if its view does not allow the method."""
    urls = route.urls(world.fillings)
    return urls if route.takes(method) else [next(urls)]


def refused(route, method, world):
    """Of what access refuses: every URL of the route, or only one if no other can be answered otherwise."""
    urls = asked(route, method, world)
    return itertools.islice(urls, 1) if route.refuses_alike else urls


def undeclared(routes):
    """The names of views that are not a Page, or do not declare their access."""
    return [
        route.name
        for route in routes
        if not (route.view_class and issubclass(route.view_class, Page) and route.access)
    ]


def test_every_view_declares_who_may_use_it():
    assert undeclared(ROUTES) == []


def test_a_new_view_without_a_declaration_is_found():
    class Bare(Page):
        pass

    patterns = [
        path("a/", Bare.as_view(), name="silent"),
        path("b/", include([path("c/", View.as_view(), name="no-page")])),
        path("d/", lambda request: None, name="function"),
    ]

    assert undeclared(routes(patterns)) == ["silent", "no-page", "function"]


def test_every_gap_of_the_url_list_can_be_filled(world):
    gaps = {gap for route in ROUTES for gap in route.gaps}

    assert gaps - set(world.fillings) == set(), "teach tests/site_map.py what may stand there"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", by_name(GUARDED))
def test_visitors_are_redirected_to_sign_in(visitor, world, route, method):
    for url, response in answers(visitor, route, method, refused(route, method, world)):
        assert response.status_code == 404 or response.url.startswith("/accounts/login/"), url


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", by_name(PERSONAL))
def test_a_stranger_gets_404_for_rows_of_others(strangers, world, route, method):
    stranger = strangers[Role.RIDER if route.access is riders else Role.OWNER]
    assert stranger.may_use(route)

    for url, response in answers(stranger, route, method, asked(route, method, world), PRESSED):
        assert response.status_code == (404 if route.takes(method) else 405), url


@pytest.mark.parametrize("route", by_name(PERSONAL))
def test_the_owner_of_the_rows_gets_the_page(parties, world, route):
    """Or else the test above would prove nothing."""
    method = "get" if route.takes("get") else "post"

    def finds(reader):
        urls = route.urls(world.fillings)
        return reader.may_use(route) and is_let_in(reader, route, method, urls, PRESSED)

    assert any(finds(party) for party in parties)


@pytest.mark.parametrize("route", by_name(GUARDED))
def test_the_wrong_role_is_refused(strangers, world, route):
    url = next(route.urls(world.fillings))

    for wrong in strangers.values():
        if not wrong.may_use(route):
            assert [wrong.get(url).status_code, wrong.post(url).status_code] == [403, 403]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", by_name(KEYED))
def test_a_guessed_key_is_404(visitor, world, route, method):
    fillings = {**world.fillings, "key": ["x" * 32, world.order.number, "1"]}

    for url, response in answers(visitor, route, method, route.urls(fillings)):
        assert response.status_code in (404, 405), url
