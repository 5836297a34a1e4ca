"""Pages that slept or lost their servers are up to date within five seconds after reconnecting."""

import signal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.models import Role
from core.lifecycle import move
from live.publish import outbox
from orders.statuses import Status
from tests.browsing import DESKTOP, Barrier, arrives, await_first_poll, session_of, wait_for
from tests.factories import OrderFactory, RiderFactory, StoreFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOON = 5000  # milliseconds
NIGHT = "09:00:00"
POLLS = "**/*seen=*"
# A response may be held for as long as a slow machine needs.
WITHOUT_PATIENCE = (
    "() => addEventListener('htmx:configRequest', (event) => { event.detail.timeout = 0; })"
)


@pytest.fixture
def order(transactional_db):
    """Ann's, new at Bea's store."""
    store = StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))
    ann = UserFactory(name="Ann", email="ann@example.com")
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


@pytest.fixture(params=["list", "board", "order", "rides"])
def page(request, live_site, browse, order):
    """A connected page that shows the order, or will offer it; `page.path` is its address."""
    bea, rider = order.store.owner, RiderFactory(user__name="Cy")
    path, reader = {
        "list": ("/orders/", order.customer),
        "board": ("/shop/", bea),
        "order": (order.get_absolute_url(), order.customer),
        "rides": ("/rides/", rider.user),
    }[request.param]
    # A new order on the board would be animated, at 60 frames a second, for as long as a test waits.
    shown = browse("en", DESKTOP, reader, reduced_motion="reduce")
    shown.path = path
    return shown


@pytest.fixture
def quiet(page, troubles):
    """Ignore the browser's reports of failed requests, some of them late: here they are expected."""
    yield
    page.context.close()
    troubles.clear()


def listen(page):
    with page.expect_request("**/live/?token=*"):
        page.goto(page.path)
    await_first_poll(page)


def accept(order):
    move(order, "accept", by=order.store.owner, minutes=20)


def is_right(page):
    """The board shows the order in its new column; the rider's page shows an offer."""
    places = {"/shop/": "#board section:nth-child(2) article", "/rides/": "[data-offer]"}
    page.locator(places.get(page.path, "main :text('Cooking')")).first.wait_for(timeout=SOON)


def test_after_the_live_process_was_killed(page, live_site, order, quiet):
    listen(page)

    live_site.end(signal.SIGKILL)
    accept(order)
    outbox().drain()
    live_site.start()

    is_right(page)


def test_after_a_night_of_sleep(page, live_site, order, settings, quiet):
    page.clock.install()
    stream = Barrier(page, "**/live/?token=*")
    listen(page)
    stream.meet = lambda route: route.abort()
    settings.LIVE_URL = ""  # no events arrive: the laptop is asleep
    accept(order)

    page.clock.fast_forward(NIGHT)

    is_right(page)


@pytest.mark.parametrize("trouble", [502, 503, None])
def test_after_the_site_came_back(page, order, quiet, trouble):
    polls, tries = Barrier(page, POLLS), []
    listen(page)
    polls.meet = lambda route: (tries.append(1), fail(route, trouble))

    accept(order)
    outbox().drain()
    wait_for(page, lambda: len(tries) > 1)
    polls.meet = None

    is_right(page)
    assert page.locator("#toasts .notice").count() == 0


def fail(route, status):
    """The response of a proxy while the site restarts; without a status, the connection is refused."""
    return route.fulfill(status=status) if status else route.abort("connectionrefused")


def test_after_a_response_was_lost_during_sleep(page, order, quiet):
    page.clock.install()
    polls = Barrier(page, POLLS)
    listen(page)
    polls.meet = lambda route: None  # the connection is dead, without an error
    with page.expect_request(POLLS):
        accept(order)
    polls.meet = None

    page.clock.fast_forward(NIGHT)

    is_right(page)


def test_after_its_user_was_signed_out(page, quiet):
    page.clock.install()
    listen(page)
    Session.objects.all().delete()

    page.clock.fast_forward(NIGHT)

    arrives(page, f"/accounts/login/?next={page.path}", within=SOON)


def set_cookie(page, live_server, **cookie):
    """Set a cookie as another tab of the same browser would have done."""
    page.context.add_cookies([{**cookie, "url": live_server.url}])


@pytest.mark.parametrize("page", ["board", "order"], indirect=True)
def test_after_another_user_signed_in(page, live_server, order, quiet):
    listen(page)
    set_cookie(page, live_server, **session_of(UserFactory(name="Dan")))

    accept(order)

    page.locator("h1", has_text="could not find").or_(
        page.locator("h1", has_text="not yours to open")
    ).wait_for(timeout=SOON)


@pytest.mark.parametrize("page", ["board"], indirect=True)
def test_a_button_from_before_another_sign_in_says_so_and_then_works(
    page, live_server, order, quiet
):
    listen(page)
    set_cookie(page, live_server, name="csrftoken", value="x" * 32)

    page.locator(f"#accept-{order.number}-20").click()
    page.get_by_text("this page was out of date").wait_for()
    page.locator(f"#accept-{order.number}-20").click()

    is_right(page)


@pytest.mark.parametrize("page", ["board"], indirect=True)
def test_somebody_who_stopped_writing_holds_up_no_new_order(page, order):
    page.clock.install()
    listen(page)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 4)
    page.get_by_text("Reject", exact=True).first.click()
    note = page.locator(f"#note-{order.number}-reject")
    note.press_sequentially("No more")
    new = OrderFactory(store=order.store, status=Status.PAID)
    outbox().drain()
    page.wait_for_timeout(500)
    assert page.locator(f"#board-card-{new.number}").count() == 0

    page.clock.run_for(6000)

    page.locator(f"#board-card-{new.number}").wait_for(timeout=SOON)
    assert note.input_value() == "No more"


@pytest.mark.parametrize("page", ["board"], indirect=True)
@pytest.mark.parametrize("request_", ["seen=", "seen/"])
def test_a_response_that_comes_while_somebody_writes_waits(page, order, request_):
    """A poll from before it, or the acknowledgement of the click that opened the note."""
    page.clock.install()
    requests, held = Barrier(page, f"**/shop/*{request_}*"), []
    if request_ == "seen=":  # the acknowledgement would show the new order before anybody writes
        Barrier(page, "**/shop/seen/*").meet = lambda route: route.fulfill(status=204)
    listen(page)
    page.evaluate(WITHOUT_PATIENCE)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 4)
    expect(page.locator(".htmx-request")).to_have_count(0)
    requests.meet = held.append
    if request_ == "seen=":
        new = OrderFactory(store=order.store, status=Status.PAID)
        outbox().drain()
        wait_for(page, lambda: held)
    page.get_by_text("Reject", exact=True).first.click()
    wait_for(page, lambda: held)
    note = page.locator(f"#note-{order.number}-reject")
    note.press_sequentially("No ")
    if request_ == "seen/":  # not before, or a poll of its own might show it while nobody writes
        new = OrderFactory(store=order.store, status=Status.PAID)

    with page.expect_response(f"**/shop/*{request_}*"):
        held.pop().continue_()
    page.keyboard.type("more")
    expect(page.locator(".htmx-request")).to_have_count(0)
    requests.meet = None
    assert page.locator(f"#board-card-{new.number}").count() == 0
    page.clock.run_for(6000)

    page.locator(f"#board-card-{new.number}").wait_for(timeout=SOON)
    assert note.input_value() == "No more"
