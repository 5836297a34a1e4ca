"""The page of a date on a phone, where the list of what is chosen is a screen below the map."""

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, look_over
from tests.ticketing.factories import seated_date

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_chosen_seats_are_held_by_a_button_that_is_always_in_sight(browse, store, language):
    page = browse(language, PHONE)
    page.goto(seated_date(store, 1, 4).get_absolute_url())
    bar, tabs = page.locator(".seat-bar"), page.locator(".tabs")
    first = page.locator('[data-seat-svg] .seat[role="checkbox"]').first
    expect(first).to_have_attribute("aria-checked", "false")
    expect(bar).to_be_hidden()
    expect(tabs).to_be_in_viewport()

    first.click()

    expect(bar).to_be_in_viewport()
    expect(bar.locator("[data-seat-count]")).to_have_text("1")
    expect(tabs).to_be_hidden()
    expect(page.locator(".chosen-seats > .btn")).to_be_hidden()
    look_over(page)
    bar.get_by_role("button").click()
    expect(page.locator(".held-places")).to_be_visible()
