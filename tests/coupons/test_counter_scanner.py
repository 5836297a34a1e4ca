"""The counter in a real browser: the camera sees a QR code, staff see the amount, and redeem."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coupons.claims import claim
from coupons.counter import redeem
from coupons.lifecycle import UNDO_WITHIN
from coupons.models import Redemption
from stores.access import MemberRole
from tests.browsing import PHONE, look_over, stop_clock
from tests.camera import browser_that_sees
from tests.factories import MemberFactory

# Records the cameras that were started, and what was scanned.
WATCH = """
window.cameras = [];
const { getUserMedia } = navigator.mediaDevices;
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await getUserMedia.call(navigator.mediaDevices, wanted);
  window.cameras.push(...stream.getTracks());
  return stream;
};
document.addEventListener("scanned", (event) => { window.scanned = event.detail; event.preventDefault(); });
"""
HIDE = """
Object.defineProperty(document, "hidden", { value: true });
document.dispatchEvent(new Event("visibilitychange"));
"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coupon(campaign, eve):
    return claim(campaign, eve, press=uuid4())


@pytest.fixture
def clerk(store):
    member = MemberFactory(store=store, role=MemberRole.STAFF).user
    member.refresh_from_db()  # `is_member` is set by a trigger
    return member


@pytest.fixture
def chromium_with_camera(chromium, coupon, tmp_path):
    """A Chromium whose camera sees the code of the coupon."""
    with browser_that_sees(chromium, coupon.code, tmp_path) as browser:
        yield browser


def test_staff_scan_see_the_amount_and_redeem(chromium_with_camera, browse, store, coupon, clerk):
    page = browse("en", PHONE, clerk, browser=chromium_with_camera)
    page.goto(f"/shop/stores/{store.slug}/counter/")
    look_over(page)

    page.get_by_role("button", name="Scan the code").click()
    expect(page.locator(".counter-coupon")).to_contain_text("₩3,000 off")
    look_over(page)
    page.locator("[name=bill]").fill("12,000")
    page.locator("[name=bill]").press("Enter")
    expect(page.locator(".counter-left")).to_have_text("₩9,000 to pay")
    look_over(page)
    page.get_by_role("button", name="Redeem it now").click()

    expect(page.locator("#messages")).to_contain_text("Redeemed: ₩3,000 off, ₩9,000 to pay.")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    look_over(page)
    assert Redemption.objects.get().coupon == coupon


def test_without_a_camera_the_code_is_typed(browse, store, coupon, clerk):
    page = browse("en", PHONE, clerk)
    page.goto(f"/shop/stores/{store.slug}/counter/")

    page.get_by_role("button", name="Scan the code").click()
    expect(page.locator("[data-scanner-status]")).to_have_text(re.compile("[Tt]ype the code"))
    expect(page.locator("video")).to_be_hidden()
    page.locator("[name=code]").fill(coupon.code.lower())
    page.locator("[name=code]").press("Enter")

    expect(page.locator(".counter-coupon")).to_contain_text("₩3,000 off")


def test_the_button_that_undoes_it_disappears_by_itself(browse, store, coupon, clerk):
    page = browse("en", PHONE, clerk)
    stop_clock(page)
    almost = timezone.now() - UNDO_WITHIN + timedelta(seconds=9)
    redeem(store, coupon.code, Decimal(12_000), by=clerk, now=almost)
    page.goto(f"/shop/stores/{store.slug}/counter/")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    Redemption.objects.update(at=timezone.now() - UNDO_WITHIN)
    page.clock.run_for(13_000)  # without an event it would poll in fifteen seconds

    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.locator("#redeemed")).to_contain_text("of ₩12,000")


def test_the_camera_is_off_when_a_code_is_found_or_the_page_hidden(
    chromium_with_camera, browse, store, coupon, clerk
):
    page = browse("en", PHONE, clerk, browser=chromium_with_camera)
    page.goto(f"/shop/stores/{store.slug}/counter/")
    page.evaluate(WATCH)
    picture, start = page.locator("video"), page.locator("[data-scanner-start]")

    start.click()
    expect(start).to_be_visible()
    assert page.evaluate("scanned") == coupon.code  # another listener took it, so no form was sent
    assert page.evaluate("cameras.map((each) => each.readyState)") == ["ended"]

    page.evaluate("window.jsQR = () => null")  # nothing to be read
    start.click()
    page.wait_for_function("() => cameras.length === 2")
    expect(picture).to_be_visible()
    page.evaluate(HIDE)
    expect(picture).to_be_hidden()
    assert page.evaluate("cameras.map((each) => each.readyState)") == ["ended", "ended"]
