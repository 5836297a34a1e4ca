"""One order, three parties, no reload anywhere: a whole story in four browsers and one live process.

Ann buys, Bea sells, Cy and Eve ride. Cy takes the delivery and Eve reads that he was faster, while the
live process is dead; Cy gives it back, Eve brings it; another one Eve declines.
"""

import signal

import pytest

from accounts.models import Role
from accounts.services import save_address
from core.lifecycle import move
from orders.models import Order
from tests.browsing import DESKTOP, PHONE
from tests.factories import AddressFactory, RiderFactory, UserFactory, place, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STAYED = "window.stayed = true"


@pytest.fixture
def eve(transactional_db):
    user = UserFactory(name="Eve", email="eve@example.com", role=Role.RIDER)
    RiderFactory(user=user)
    return user


@pytest.fixture
def pages(live_site, browse, ann, bea, rider, eve, noodles, settings):
    """Everybody's page, open and listening before anything happens; Ann's is the store's."""
    settings.ALLOW_SANDBOX_PAYMENTS = True
    save_address(AddressFactory.build(user=ann))
    opened = {
        "ann": browse("en", PHONE, ann),
        "bea": browse("en", DESKTOP, bea),
        "cy": browse("en", PHONE, rider.user),
        "eve": browse("en", PHONE, eve),
    }
    for name, path in {"bea": "/shop/", "cy": "/rides/", "eve": "/rides/"}.items():
        arrive(opened[name], path)
    opened["ann"].goto(noodles.store.get_absolute_url())
    return opened


def arrive(page, path=None):
    """Mark the page, so that a reload would be noticed."""
    if path:
        with page.expect_request("**/live/?token=*"):
            page.goto(path)
    page.evaluate(STAYED)


def stayed(page):
    return page.evaluate("window.stayed === true")


def says(page, text, where="main"):
    page.locator(where, has_text=text).first.wait_for()


def buy(page):
    """Add, check out, pay; returns the order, whose page is now open."""
    page.get_by_role("button", name="Add 물냉면").click()
    page.get_by_role("link", name="Go to checkout").first.click()
    page.locator("[name=phone]").fill("010-1234-5678")
    page.locator(".summary button").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url("**/orders/**")
    arrive(page)
    return Order.objects.get()


def take(page, order):
    """Take the delivery, which leads to the page of the job."""
    assert stayed(page)
    page.locator(f"#take-{order.number}").click()
    page.locator("#ride").wait_for()
    arrive(page)


def test_one_order_and_three_parties_who_never_reload(
    pages, live_site, ann, bea, noodles, troubles
):
    ann_page, board, cy_page, eve_page = (pages[name] for name in ("ann", "bea", "cy", "eve"))
    order = buy(ann_page)
    card = board.locator(f"#board-card-{order.number}")

    # The board rings; Bea answers; both riders are offered it.
    board.wait_for_function("() => document.title.startsWith('(1) New order')")
    board.locator(f"#accept-{order.number}-20").click()
    says(ann_page, "We are looking for a rider")
    for page in (cy_page, eve_page):
        page.locator(f"#take-{order.number}").wait_for()
    board.wait_for_function("() => !document.title.startsWith('(')")

    # The live process dies. Cy takes it; Eve's page cannot know, and she reads it as she tries.
    live_site.end(signal.SIGKILL)
    take(cy_page, order)
    eve_page.locator(f"#take-{order.number}").click()
    says(eve_page, "Cy was faster", "#messages")
    live_site.start()
    says(ann_page, "Cy brings it to you")
    card.get_by_text("Cy", exact=False).first.wait_for()

    # Cy gives it back: Eve is offered it by itself, Cy is not.
    cy_page.locator(f"#release-{order.number} summary").click()
    cy_page.locator(f"#release-{order.number} button").click()
    eve_page.locator(f"#take-{order.number}").wait_for()
    says(ann_page, "We are looking for a rider")
    cy_page.locator("#rides").wait_for()
    arrive(cy_page)

    # Another order is offered to both; what Eve declines stays with Cy.
    second = place(ann, noodles)
    walk(second, "paid")
    move(second, "accept", by=bea, minutes=15)
    for page in (cy_page, eve_page):
        page.locator(f"#take-{second.number}").wait_for()
    eve_page.once("dialog", lambda dialog: dialog.accept())
    eve_page.locator(f"#decline-{second.number}").click()
    eve_page.locator(f"#take-{second.number}").wait_for(state="detached")
    assert cy_page.locator(f"#take-{second.number}").is_visible()
    assert not cy_page.locator(f"#take-{order.number}").is_visible()

    # Eve takes the first, and every touch of each is on the pages of the others.
    take(eve_page, order)
    board.locator(f"#prepare-{order.number}").click()
    says(eve_page, "It is ready")
    eve_page.locator("#pick_up").click()
    says(ann_page, "On its way")
    eve_page.locator("#deliver").click()
    says(ann_page, "Completed")
    card.wait_for(state="detached")
    eve_page.locator("#deliver").wait_for(state="detached")

    order.refresh_from_db()
    assert order.status == "completed"
    assert [stayed(page) for page in pages.values()] == [True] * 4
    troubles.clear()  # the line to the killed process broke, as it should
