"""A ticket on a phone: its code moves with the clock, and it opens without a network once it was opened."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, look_over
from tests.ticketing.factories import seated_date, sell_tickets
from ticketing.codes import STEP, step_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOON = datetime.fromisoformat("2030-01-05T12:00:00+00:00")


@pytest.fixture
def tickets(store, ann):
    return sell_tickets(seated_date(store), ann, 2)


def test_the_code_changes_every_30_seconds(browse, tickets, ann):
    page = browse(viewport=PHONE, user=ann)
    page.clock.install(time=NOON)
    page.goto(f"/tickets/{tickets[0].code}/")
    code = page.locator("[data-code]")
    drawn = page.locator("[data-qr-place] path")
    expect(code).to_have_attribute("data-step", str(step_of(NOON)))
    first = drawn.get_attribute("d")

    page.clock.fast_forward(STEP * 1000)

    expect(code).to_have_attribute("data-step", str(step_of(NOON + timedelta(seconds=STEP))))
    expect(drawn).not_to_have_attribute("d", first)
    expect(page.locator("[data-left]")).to_be_visible()
    look_over(page)


def test_an_opened_ticket_opens_offline_until_its_reader_signs_out(browse, tickets, ann, troubles):
    page = browse(viewport=PHONE, user=ann)
    page.goto(f"/tickets/{tickets[0].code}/")
    expect(page.locator("[data-offline]")).to_be_visible()

    page.context.set_offline(True)
    page.reload()

    expect(page.locator("h1")).to_have_text("Winter Concert")
    expect(page.locator("[data-code]")).to_have_attribute("data-step", re.compile(r"\d+"))
    stored = page.evaluate(
        "caches.open('tickets').then((c) => c.keys()).then((k) => k.map((r) => r.url))"
    )
    pages = [url for url in stored if "/static/" not in url]
    assert [url.endswith(f"/tickets/{tickets[0].code}/") for url in pages] == [True]

    page.context.set_offline(False)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/tickets/" not in url)

    assert page.evaluate("caches.keys()") == []
    troubles.clear()
