"""The counter in a real browser: the camera sees a QR code, staff see the amount, and redeem."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import segno
from django.utils import timezone
from playwright.sync_api import expect

from coupons.claims import claim
from coupons.counter import redeem
from coupons.lifecycle import UNDO_WITHIN
from coupons.models import Redemption
from stores.access import MemberRole
from tests.browsing import CHROMIUM, FLAGS, PHONE, look_over
from tests.factories import MemberFactory

WIDTH, HEIGHT = 640, 480  # of the camera's picture
MODULE = 8  # pixels of the picture for one of the code
BLACK, WHITE, GREY = 16, 235, 128  # of luma, and of chroma

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


def luma_of(text):
    """A white picture with the QR code of the text in its middle, a byte per pixel."""
    matrix = [*segno.make(text, error="m", micro=False).matrix_iter(scale=MODULE, border=4)]
    left = (WIDTH - len(matrix[0])) // 2
    above = (HEIGHT - len(matrix)) // 2
    white = bytes([WHITE]) * WIDTH
    rows = [white] * above
    for row in matrix:
        code = bytes(BLACK if dark else WHITE for dark in row)
        rows.append(white[:left] + code + white[: WIDTH - left - len(code)])
    return b"".join([*rows, *[white] * (HEIGHT - len(rows))])


def write_video(path, text):
    """A raw video (YUV4MPEG2) of one frame, which Chromium's fake camera repeats."""
    chroma = bytes([GREY]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + b"FRAME\n" + luma_of(text) + chroma)


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
    video = tmp_path / "camera.y4m"
    write_video(video, coupon.code)
    camera = [f"--use-{name}-for-media-stream" for name in ("fake-device", "fake-ui")]
    flags = [*FLAGS, *camera, f"--use-file-for-fake-video-capture={video}"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


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
    almost = timezone.now() - UNDO_WITHIN + timedelta(seconds=5)
    redeem(store, coupon.code, Decimal(12_000), by=clerk, now=almost)
    page = browse("en", PHONE, clerk)
    page.goto(f"/shop/stores/{store.slug}/counter/")

    expect(page.get_by_role("button", name="Undo")).to_be_visible()
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
