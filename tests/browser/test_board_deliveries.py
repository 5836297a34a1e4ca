"""An owner's moves of deliveries, on the board in a real Chromium."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.services import UNCLAIMED_AFTER
from tests.browsing import DESKTOP, PHONE, look_over
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store(transactional_db):
    return StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))


@pytest.fixture
def cy(transactional_db):
    return RiderFactory(user=UserFactory(name="Cy", role=Role.RIDER))


@pytest.fixture
def unclaimed(store):
    delivery = DeliveryFactory(store=store)
    since = timezone.now() - UNCLAIMED_AFTER - timedelta(minutes=1)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=since)
    return delivery


def board_of(browse, store, size=DESKTOP):
    page = browse("en", size, user=store.owner)
    page.goto("/shop/")
    page.evaluate("window.neverReloaded = true")
    return page


def ride_on(page, delivery):
    return page.locator(f"#ride-{delivery.order.number}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_turning_into_a_pickup_is_confirmed_and_made_on_the_board(browse, store, unclaimed, size):
    page = board_of(browse, store, size)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    look_over(page)

    page.get_by_text("Let the customer pick it up").click()

    ride_on(page, unclaimed).get_by_text("the customer picks it up").wait_for()
    assert page.evaluate("window.neverReloaded")
    assert ["The delivery fee of ₩0 goes back" in text for text in asked] == [True]


def test_dismissing_the_confirmation_changes_nothing(browse, store, unclaimed):
    page = board_of(browse, store)
    page.on("dialog", lambda dialog: dialog.dismiss())

    page.get_by_text("Let the customer pick it up").click()
    page.evaluate("htmx.ajax('GET', '/shop/', {target: '#board', swap: 'outerHTML'})")

    ride_on(page, unclaimed).get_by_text("Nobody took it").wait_for()
    assert page.url.endswith("/shop/")
    unclaimed.order.refresh_from_db()
    assert unclaimed.order.is_delivery


def test_a_rider_is_assigned_with_two_clicks(browse, store, unclaimed, cy):
    page = board_of(browse, store, PHONE)

    page.get_by_text("Choose a rider").click()
    page.get_by_role("button", name="Give it to Cy").wait_for()
    look_over(page)
    page.get_by_role("button", name="Give it to Cy").click()

    ride_on(page, unclaimed).get_by_text("Cy comes to pick it up").wait_for()
    look_over(page)


def test_the_search_for_a_rider_is_restarted_on_the_board(browse, store, cy):
    delivery = DeliveryFactory(store=store, status=Status.FAILED, rider=cy)
    page = board_of(browse, store)

    page.get_by_text("Look for a rider again").click()

    ride_on(page, delivery).get_by_text("Looking for a rider").wait_for()
    assert page.evaluate("window.neverReloaded")


def test_without_javascript_the_link_opens_the_confirmation(browse, store, unclaimed):
    page = browse("en", PHONE, user=store.owner, java_script_enabled=False)
    page.goto("/shop/")

    page.get_by_text("Let the customer pick it up").click()
    page.get_by_role("button", name="Let the customer pick it up").click()

    page.wait_for_url(f"**/shop/orders/{unclaimed.order.number}/")
    unclaimed.order.refresh_from_db()
    assert not unclaimed.order.is_delivery
