"""People and stores that leave while a delivery is in progress."""

import re

import pytest
from django.urls import reverse

from accounts.services import DeletionRefused, delete_account
from core.lifecycle import move
from delivery.lifecycle import Status
from delivery.queries import riders_for
from orders.statuses import Status as OrderStatus
from stores.store_services import archive_store
from stores.topics import sales_topic
from tests.factories import DeliveryFactory, OrderFactory


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


def test_a_rider_who_deletes_their_account_is_off_shift_for_good(delivery, rider):
    delete_account(rider.user)

    rider.refresh_from_db()
    assert not rider.is_on_shift
    assert not rider.areas.exists()
    assert not riders_for(delivery).exists()


@pytest.mark.parametrize("status", [Status.ASSIGNED, Status.PICKED_UP])
def test_no_rider_deletes_their_account_with_a_job_in_hand(ann, store, rider, status):
    DeliveryFactory(customer=ann, store=store, status=status, rider=rider)

    with pytest.raises(DeletionRefused, match="Finish your deliveries first"):
        delete_account(rider.user)


def test_a_riders_history_stays_after_their_account_is_deleted(client, ann, bea, store, rider):
    done = DeliveryFactory(customer=ann, store=store, status=Status.DELIVERED, rider=rider)
    delete_account(rider.user)
    client.force_login(bea)

    page = client.get(reverse("orders:sold-order", args=[done.order.number]))

    assert page.status_code == 200
    assert not re.search(r"\bCy\b", page.content.decode())  # a CSRF token may contain "Cy"


def test_a_rider_whose_account_is_off_is_signed_out_and_cannot_be_chosen(
    client, delivery, cy, rider
):
    client.force_login(cy)
    cy.is_active = False
    cy.save(update_fields=["is_active"])

    assert client.get("/orders/")["Location"].startswith("/accounts/login/")
    assert not riders_for(delivery).exists()


def test_an_archived_stores_running_orders_stay_on_the_board(client, bea, delivery, rider):
    archive_store(delivery.order.store)
    client.force_login(bea)

    page = client.get("/shop/")
    move(delivery, "accept", by=rider.user)
    seen = client.get("/shop/", {"seen": page.context["seen"]}, headers={"HX-Request": "true"})

    topic = sales_topic(bea.pk)
    assert topic in page.context["topics"].split()
    assert delivery.order.number in page.content.decode()
    assert "Cy comes to pick it up" in seen.content.decode()


def test_once_all_is_done_an_archived_store_is_off_the_board(client, bea, store):
    OrderFactory(store=store, status=OrderStatus.COMPLETED)
    archive_store(store)
    client.force_login(bea)

    assert "You have no store yet" in client.get("/shop/").content.decode()


def test_an_owner_does_not_leave_while_a_customer_waits(bea, delivery):
    archive_store(delivery.order.store)

    with pytest.raises(DeletionRefused, match="Customers wait for orders"):
        delete_account(bea)

    bea.refresh_from_db()
    assert bea.is_active


def test_an_owner_leaves_when_all_is_done(bea, store):
    OrderFactory(store=store, status=OrderStatus.COMPLETED)
    archive_store(store)

    delete_account(bea)

    assert not bea.is_active
