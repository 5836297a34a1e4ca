"""The desk on the live map of seats, in a real browser."""

import pytest
from django.urls import reverse

from tests.browsing import look_over, wait_for
from ticketing.models import Ticket
from ticketing.seat_maps.live_states import topic_of

SEND = "([topic, states]) => document.dispatchEvent(new CustomEvent(topic, { detail: { states } }))"


@pytest.mark.browser
@pytest.mark.django_db
def test_blocked_seats_are_sold_on_the_map_and_what_others_take_is_lost(
    browse, live_server, bea, seated
):
    seated.places.filter(seat__position=1).update(is_blocked=True)
    page = browse(user=bea)
    page.goto(reverse("ticketing:desk", args=[seated.event.number, seated.number]))
    page.wait_for_selector(".seat-map-ready")

    page.locator('.seat[tabindex="0"]').focus()
    for key in ("Enter", "ArrowRight", "Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert page.locator("[data-seat-chosen] li").count() == 3
    version = 4_000_000_000_000_000  # microseconds, later than the page
    page.evaluate(SEND, [f"live:{topic_of(seated)}", {"0": ["s", version, None]}])
    page.get_by_text("Places in a list").click()
    wait_for(page, lambda: page.locator("[data-seat-chosen] li").count() == 2)
    box = page.locator('input[data-seat="0"]')
    assert (box.is_disabled(), box.is_checked()) == (True, False)
    assert page.locator('input[data-seat="1"]').is_checked()
    look_over(page)
    page.get_by_role("button", name="Sell the tickets").click()
    page.wait_for_url("**/?sold=*")

    assert list(Ticket.objects.values_list("place__seat__position", flat=True)) == [1, 2]
