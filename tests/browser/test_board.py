"""The board in a real Chromium: refreshes preserve the owner's focus, scroll position and input."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from orders.statuses import Status
from tests.browsing import DESKTOP, PHONE, look_over, sign_in
from tests.factories import OrderFactory, StoreFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFRESH = "htmx.ajax('GET', '/shop/', {target: '#board', swap: 'outerHTML'})"


@pytest.fixture
def store(transactional_db):
    return StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))


@pytest.fixture
def board(browse, store):
    """`board(size)`: the owner's open board."""

    def opened(size):
        page = browse("en", size)
        sign_in(page, store.owner)
        page.goto("/shop/")
        return page

    return opened


def edges(page, selector):
    """Where the content of the element begins and ends."""
    return page.locator(selector).evaluate("""element => {
        const { left, right } = element.getBoundingClientRect();
        const { paddingLeft, paddingRight } = getComputedStyle(element);
        return [left + parseFloat(paddingLeft), right - parseFloat(paddingRight)];
    }""")


def test_a_reason_being_typed_survives_a_refresh(board, store):
    order = OrderFactory(store=store, status=Status.PAID)
    page = board(DESKTOP)
    page.get_by_text("Reject", exact=True).first.click()
    page.locator("#ring").wait_for(state="detached")
    page.locator(f"#note-{order.number}-reject").fill("No more noodles")
    other = OrderFactory(store=store, status=Status.PAID)

    page.evaluate(REFRESH)
    page.locator(f"#board-card-{other.number}").wait_for()

    look_over(page)
    assert edges(page, ".board") == pytest.approx(edges(page, ".site-header-row"), abs=1)
    assert page.locator(f"#note-{order.number}-reject").input_value() == "No more noodles"
    page.locator(f"#reject-{order.number} .btn-danger").click()
    page.locator(f"#board-card-{order.number}").wait_for(state="detached")
    assert order.history.last().note == "No more noodles"


def test_a_phone_stays_on_the_column_it_was_swiped_to(board, store):
    OrderFactory(store=store, status=Status.READY)
    page = board(PHONE)
    look_over(page)
    assert edges(page, ".board") == pytest.approx(edges(page, ".site-header-row"), abs=1)
    page.locator(".board").evaluate("board => board.scrollTo({left: 9999, behavior: 'instant'})")
    swiped = page.locator(".board").evaluate("board => board.scrollLeft")
    new = OrderFactory(store=store, status=Status.PAID)

    page.evaluate(REFRESH)
    page.locator(f"#board-card-{new.number}").wait_for(state="attached")

    assert swiped > 300
    assert abs(page.locator(".board").evaluate("board => board.scrollLeft") - swiped) < 2


def test_the_focus_stays_on_the_board_card(board, store):
    order = OrderFactory(store=store, status=Status.PAID)
    page = board(DESKTOP)

    page.locator(f"#accept-{order.number}-20").press("Enter")
    page.locator(f"#prepare-{order.number}").wait_for()

    page.wait_for_function("() => document.activeElement.closest('.board-card')")
    assert page.evaluate("document.activeElement.id") == f"number-{order.number}"


def test_nothing_is_swapped_while_a_button_is_pressed(board, store):
    order = OrderFactory(store=store, status=Status.PAID)
    page = board(DESKTOP)
    page.clock.install()  # a slow machine must not take longer than a press may last
    page.clock.pause_at(timezone.now() + timedelta(seconds=5))
    page.locator(f"#accept-{order.number}-20").hover()
    page.mouse.down()
    new = OrderFactory(store=store, status=Status.PAID)

    with page.expect_response("**/shop/?seen=*"):
        page.evaluate("document.querySelector('#board').dispatchEvent(new CustomEvent('live'))")
    page.mouse.up()
    page.clock.resume()

    page.locator(f"#prepare-{order.number}").wait_for()
    page.locator(f"#board-card-{new.number}").wait_for()
