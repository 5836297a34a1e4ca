"""The board rings in a real Chromium, on every tablet of the store, until the order is acknowledged."""

import pytest
from django.urls import reverse

from accounts.models import Role
from orders.statuses import Status
from tests.browsing import DESKTOP, PHONE, look_over
from tests.factories import OrderFactory, StoreFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Records the sounds of the page by wrapping audio nodes: loops started and not stopped.
HEAR = """
window.loops = new Set();
const { start, stop } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...when) {
  if (this.loop) window.loops.add(this);
  return start.apply(this, when);
};
AudioBufferSourceNode.prototype.stop = function (...when) {
  window.loops.delete(this);
  return stop.apply(this, when);
};
window.audible = () => [...window.loops].some((each) => each.context.state === "running");
"""
TITLE = "Order board · 주문 Jumun"


@pytest.fixture
def store(transactional_db):
    return StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))


@pytest.fixture
def tablet(live_site, browse, store):
    """`tablet()`: a board connected to the live process."""

    def opened(size=DESKTOP, **options):
        page = browse("en", size, store.owner, **options)
        page.add_init_script(HEAR)
        with page.expect_request("**/live/?token=*"):
            page.goto("/shop/")
        return page

    return opened


@pytest.fixture
def sold(store):
    """`sold()`: a new order, paid."""
    return lambda **fields: OrderFactory(store=store, status=Status.PAID, **fields)


def turn_on(page):
    page.locator("#sound", has_text="Turn on the sound").click()
    page.locator("#sound", has_text="The sound is on").wait_for()


def sounds(page, yes=True):
    page.wait_for_function(f"() => audible() === {str(yes).lower()}")


def titled(page, count):
    page.wait_for_function(f"() => document.title.startsWith('({count}) New order')")


def is_calm(page):
    """No sound, and the original title and icon."""
    sounds(page, False)
    page.wait_for_function(f"() => document.title === '{TITLE}'")
    page.wait_for_function("() => document.querySelector('link[rel=icon]').href.includes('logo')")


def test_a_click_on_one_tablet_silences_both(tablet, sold):
    here, there = tablet(), tablet(PHONE)
    for page in (here, there):
        turn_on(page)
        is_calm(page)

    order = sold()
    for page in (here, there):
        titled(page, 1)
        sounds(page)
        page.wait_for_function(
            "() => document.querySelector('link[rel=icon]').href.startsWith('data:')"
        )
    there.locator(f"#board-card-{order.number} .board-card-lines").click()

    is_calm(here)
    is_calm(there)
    assert here.locator("[data-rings]").count() == 0
    assert here.locator(f"#board-card-{order.number}").is_visible()


def test_the_seen_button_silences_all_and_focuses_the_board(tablet, sold):
    sold(), sold()
    page = tablet()
    turn_on(page)
    titled(page, 2)
    sounds(page)

    page.locator("#seen").press("Enter")

    is_calm(page)
    page.wait_for_function("() => document.activeElement.className === 'board'")


def test_accepting_silences_at_the_first_click(tablet, sold):
    order = sold()
    page = tablet()
    turn_on(page)
    sounds(page)

    page.locator(f"#accept-{order.number}-20").click()

    page.locator(f"#prepare-{order.number}").wait_for()
    is_calm(page)


def test_an_opened_reject_form_stays_open_in_silence(tablet, sold):
    order = sold()
    page = tablet()
    turn_on(page)

    page.get_by_text("Reject", exact=True).first.click()

    is_calm(page)
    page.locator(f"#note-{order.number}-reject").wait_for()  # also if the board is just replaced


def test_the_page_shows_whether_the_sound_is_on(tablet, sold):
    sold()
    page = tablet()
    assert page.inner_text("#sound") == "Turn on the sound"
    sounds(page, False)

    turn_on(page)
    sounds(page)
    page.locator("#sound").click()

    sounds(page, False)
    assert page.inner_text("#sound") == "Turn on the sound"


def test_the_choice_is_stored_and_any_click_restores_the_sound(tablet, sold):
    sold()
    page = tablet()
    turn_on(page)

    page.reload()
    page.locator("h1").click()

    page.locator("#sound", has_text="The sound is on").wait_for()
    sounds(page)


def test_a_page_that_may_not_play_sound_yet_does_not_show_it_as_on(tablet, sold):
    sold()
    page = tablet()
    page.evaluate("localStorage.setItem('board-sound', 'on')")

    page.reload()

    is_on = page.inner_text("#sound") == "The sound is on"
    assert is_on == page.evaluate("audible()")


def test_the_title_does_not_flash_with_reduced_motion(tablet, sold):
    sold()
    page = tablet(reduced_motion="reduce")
    page.clock.install()
    page.reload()
    titled(page, 1)

    page.clock.run_for(1000)

    titled(page, 1)


def test_a_board_in_the_background_rings(tablet, sold):
    page = tablet()
    turn_on(page)
    page.clock.install()
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.clock.fast_forward("01:00")
    sold()

    titled(page, 1)
    sounds(page)


def test_the_title_flashes(tablet, sold):
    sold()
    page = tablet()

    titled(page, 1)
    page.wait_for_function(f"() => document.title === '(1) {TITLE}'")
    titled(page, 1)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_ringing_board_is_accessible_and_does_not_overflow(tablet, sold, size):
    sold(), sold()
    page = tablet(size)
    titled(page, 2)

    look_over(page)
    assert page.inner_text("#ring-status") == "2 new orders"


def test_the_switch_of_a_store_is_shown_immediately(tablet, store, browse):
    page = tablet()
    keeper = browse("en", DESKTOP, store.owner)
    keeper.goto(reverse("stores:mine"))

    keeper.locator(".switch-on").first.click()

    page.get_by_text("All your stores are closed").wait_for()
