"""One order, three parties, no reload: a whole scenario in four browsers and one live process.

Ann buys, Bea sells, Cy and Eve ride. Cy accepts the delivery and Eve is shown that he was faster, while
the live process is down; Cy releases it, Eve delivers it; Eve declines another one.
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
    """The page of each, open and connected from the start; Ann's is the store page."""
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
    """Mark the page, so that a reload is detected."""
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
    page.locator("#summary .btn-lg").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url("**/orders/**")
    arrive(page)
    return Order.objects.get()


def take(page, order):
    """Accept the delivery, which opens the page of the job."""
    assert stayed(page)
    page.locator(f"#take-{order.number}").click()
    page.locator("#ride").wait_for()
    arrive(page)


def test_one_order_of_three_parties_without_reload(pages, live_site, ann, bea, noodles, troubles):
    ann_page, board, cy_page, eve_page = (pages[name] for name in ("ann", "bea", "cy", "eve"))
    order = buy(ann_page)
    card = board.locator(f"#board-card-{order.number}")

    # The board rings; Bea accepts; both riders get the offer.
    board.wait_for_function("() => document.title.startsWith('(1) New order')")
    board.locator(f"#accept-{order.number}-20").click()
    says(ann_page, "We are looking for a rider")
    for page in (cy_page, eve_page):
        page.locator(f"#take-{order.number}").wait_for()
    board.wait_for_function("() => !document.title.startsWith('(')")

    # The live process is killed. Cy accepts; Eve's page does not know, and shows it when she tries.
    live_site.end(signal.SIGKILL)
    take(cy_page, order)
    eve_page.locator(f"#take-{order.number}").click()
    says(eve_page, "Cy was faster", "#toasts")  # her list is scrolled
    live_site.start()
    says(ann_page, "Cy brings it to you")
    card.get_by_text("Cy", exact=False).first.wait_for()

    # Cy releases it: Eve gets the offer without a reload, Cy does not.
    cy_page.locator(f"#release-{order.number} summary").click()
    cy_page.locator(f"#release-{order.number} button").click()
    eve_page.locator(f"#take-{order.number}").wait_for()
    says(ann_page, "We are looking for a rider")
    cy_page.locator("#rides").wait_for()
    arrive(cy_page)

    # Another order is offered to both; Eve declines, Cy still has the offer.
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

    # Eve accepts the first, and every move appears on the pages of the others.
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
    troubles.clear()  # the connection to the killed process failed, as expected
