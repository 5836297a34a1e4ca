"""The rider's pages in a browser: they refresh themselves, fit a phone, and pass axe in both languages."""

import re

import pytest
from playwright.sync_api import expect

from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.services import accept
from tests.browsing import PHONE, look_over
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory, WorkingAreaFactory

UNHURRIED = 700  # milliseconds, as in static/js/jumun.js

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(live_site, browse, rider):
    """Cy's phone, with the page of the rides open. It accepts every window.confirm."""
    page = browse("en", PHONE, rider.user)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/rides/")
    page.evaluate("window.same = true")  # lost by a reload
    return page


def offer(page, delivery):
    return page.locator(f'[data-offer="{delivery.order.number}"]')


def test_offers_appear_and_disappear_without_reload(phone):
    expect(phone.get_by_text("All quiet")).to_be_visible()

    delivery = DeliveryFactory()
    expect(offer(phone, delivery)).to_be_visible()
    expect(phone).to_have_title(re.compile(r"^\(1\) "))
    expect(phone.locator("#offers-status")).to_contain_text("₩0")

    accept(delivery, RiderFactory().user)
    expect(offer(phone, delivery)).to_have_count(0)
    expect(phone).to_have_title(re.compile("^My rides"))
    assert phone.evaluate("window.same")


# Records sounds and vibrations of the page by wrapping the browser's functions.
HEAR = """
window.chimes = 0, window.shakes = 0;
const { start } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...when) {
  if (this.context.state === "running") window.chimes += 1;
  return start.apply(this, when);
};
navigator.vibrate = () => { window.shakes += 1; return true; };
"""


def test_a_new_offer_plays_a_sound_if_switched_on(phone):
    phone.add_init_script(HEAR)
    phone.reload()
    switch = phone.locator("#sound")
    expect(switch).to_have_text("Turn on the sound")
    switch.click()
    expect(switch).to_have_text("The sound is on")
    phone.wait_for_function("() => chimes === 1")  # confirms audibly that it is on

    DeliveryFactory()
    phone.wait_for_function("() => chimes === 2 && shakes === 1")

    phone.reload()
    phone.locator("#offers").click()
    expect(switch).to_have_text("The sound is on")
    DeliveryFactory()
    phone.wait_for_function("() => chimes === 1 && shakes === 1")
    switch.click()
    expect(switch).to_have_text("Turn on the sound")


def test_an_offer_is_declined_for_good_without_a_reload(phone):
    delivery, other = DeliveryFactory(), DeliveryFactory()
    expect(offer(phone, other)).to_be_visible()

    phone.locator(f"#decline-{delivery.order.number}").click()

    expect(offer(phone, delivery)).to_have_count(0)
    expect(offer(phone, other)).to_be_visible()
    assert phone.evaluate("window.same")


def test_accepting_too_late_shows_who_was_faster(phone):
    delivery = DeliveryFactory()
    expect(offer(phone, delivery)).to_be_visible()
    phone.route("**/rides/?seen=**", lambda route: route.fulfill(status=204))  # not refreshed yet
    accept(delivery, RiderFactory(user__name="Eve").user)

    phone.locator(f"#take-{delivery.order.number}").click()

    expect(phone.get_by_text("Eve was faster: this delivery is taken.")).to_be_visible()
    assert phone.evaluate("window.same")
    phone.unroute("**/rides/?seen=**")


def test_a_job_is_done_by_the_keyboard_alone(phone):
    delivery = DeliveryFactory(latitude=37.5725, longitude=126.9769)
    phone.locator(f"#take-{delivery.order.number}").press("Enter")
    phone.wait_for_url(f"**/rides/{delivery.order.number}/")
    expect(phone.locator("#route .map-way")).to_be_visible()

    # A fragment whose button has the id of one with an inline style, which the CSP forbids to copy.
    phone.evaluate("htmx.ajax('GET', location.pathname, {target: '#ride', swap: 'outerHTML'})")
    phone.locator("#pick_up").press("Enter")
    phone.locator("#deliver").press("Enter")

    expect(phone.get_by_text("Delivered: you earned ₩0")).to_be_visible()
    expect(phone.locator("#route, .ride-bar")).to_have_count(0)
    assert Delivery.objects.get().status == Status.DELIVERED


def test_a_double_tap_picks_up_and_does_not_deliver(phone, rider):
    phone.clock.install()
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=rider)
    phone.goto(f"/rides/{delivery.order.number}/")
    phone.clock.run_for(UNHURRIED)
    box = phone.locator("#pick_up").bounding_box()
    thumb = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    phone.clock.pause_at(phone.evaluate("Date.now()") + 1000)
    phone.mouse.click(*thumb)
    expect(phone.locator("#deliver")).to_be_visible()
    phone.clock.run_for(UNHURRIED / 2)
    phone.mouse.click(*thumb)
    expect(phone.locator("#deliver")).to_have_css("pointer-events", "none")

    phone.clock.run_for(UNHURRIED)
    expect(phone.locator("#deliver")).to_have_css("pointer-events", "auto")
    assert Delivery.objects.get().status == Status.PICKED_UP
    phone.mouse.click(*thumb)
    expect(phone.get_by_text("Delivered: you earned ₩0")).to_be_visible()


def test_a_page_subscribes_to_the_riders_current_areas(phone, rider):
    far = WorkingAreaFactory(rider=rider, label="Busan", latitude=35.18, longitude=129.07)
    other = phone.context.new_page()
    other.goto("/rides/")

    other.locator(f"#area-{far.pk}").click()

    expect(phone.locator(".chip-on")).to_have_text("Busan")
    away = DeliveryFactory(store=StoreFactory(latitude=35.18, longitude=129.07))
    expect(offer(phone, away)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_state_of_the_riders_pages_is_accessible_on_a_phone(browse, rider, language):
    page = browse(language, PHONE, rider.user)
    jobs = {
        status: DeliveryFactory(status=status, rider=rider, rider_note="문 앞에 놓아 주세요")
        for status in Status
    }
    area = f"areas/{WorkingAreaFactory(rider=rider, label='마포').pk}/"
    states = [f"{jobs[status].order.number}/" for status in list(Status)[1:]]
    asked = [f"{jobs[Status.PICKED_UP].order.number}/{part}/" for part in ("route", "fail")]
    areas = ["areas/", "areas/add/", area, f"{area}delete/"]

    for path in ("", *states, *asked, *areas, "vehicle/", "history/"):
        page.goto(f"/rides/{path}")
        for fold in page.locator("main details").all():
            fold.locator("summary").click()
        look_over(page)
    expect(page.locator("canvas")).to_be_visible()
