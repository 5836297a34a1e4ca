"""Deliveries on the cards of the store's board and on its page of an order."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.services import UNCLAIMED_AFTER, tell_unclaimed
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory

BOARD = "/shop/"
HTMX = {"headers": {"HX-Request": "true"}}
XSS = "<script>alert(1)</script>"


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


@pytest.fixture
def brought(ann, store, rider):
    """`brought(status)`: a delivery of Bea's store that Cy had or has."""
    return lambda status: DeliveryFactory(customer=ann, store=store, status=status, rider=rider)


def unclaimed(delivery):
    """The delivery after UNCLAIMED_AFTER without a rider."""
    since = timezone.now() - UNCLAIMED_AFTER - timedelta(minutes=2)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=since)
    return delivery


def text_of(response):
    return response.content.decode()


def url_of(delivery, verb):
    return reverse("delivery:move", args=[delivery.order.number, verb])


def pickup_url(delivery):
    return reverse("orders:move", args=[delivery.order.number, "turn_into_pickup"])


def page_of(delivery):
    return reverse("orders:sold-order", args=[delivery.order.number])


def test_the_board_card_shows_how_long_the_search_lasts(keeper, delivery):
    since = timezone.now() - timedelta(minutes=3, seconds=5)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=since)

    page = text_of(keeper.get(BOARD))

    assert "Looking for a rider</strong> · 3 min" in page
    assert url_of(delivery, "assign") in page
    assert "ride-alarm" not in page
    assert pickup_url(delivery) not in page


def test_the_board_card_warns_when_it_is_unclaimed(keeper, delivery):
    page = text_of(keeper.get(f"{BOARD}?{unclaimed(delivery).pk}"))

    assert "Nobody took it for 12 minutes" in page
    assert "ride-alarm" in page
    assert url_of(delivery, "assign") in page
    assert pickup_url(delivery) in page
    assert "The delivery fee of ₩0 goes back to the customer" in page


def test_the_board_turns_to_the_warning_by_itself(keeper, delivery):
    seen = keeper.get(BOARD).context["seen"]
    unclaimed(delivery)

    assert tell_unclaimed() == 1

    assert "Nobody took it" in text_of(keeper.get(BOARD, {"seen": seen}, **HTMX))


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(Status.ASSIGNED, "Cy comes to pick it up"), (Status.PICKED_UP, "On its way with Cy")],
)
def test_the_board_card_names_the_rider_and_how_to_reach_them(
    keeper, brought, cy, status, sentence
):
    brought(status)

    page = text_of(keeper.get(BOARD))

    for text in (sentence, "Scooter", f'href="tel:{cy.phone}"'):
        assert text in page


def test_the_board_card_says_why_it_came_back_and_what_can_be_done(keeper, brought):
    delivery = brought(Status.FAILED)

    page = text_of(keeper.get(BOARD))

    for text in (
        "Cy could not deliver it",
        "Nobody opened the door",
        f'action="{url_of(delivery, "retry")}"',
        pickup_url(delivery),
        reverse("orders:move", args=[delivery.order.number, "cancel_by_store"]),
    ):
        assert text in page


def test_the_board_card_says_that_the_customer_comes(keeper, delivery, bea):
    move(unclaimed(delivery).order, "turn_into_pickup", by=bea)

    assert "No rider came: the customer picks it up" in text_of(keeper.get(BOARD))


@pytest.mark.parametrize("rows", [1, 12])
def test_the_board_needs_one_query_for_all_its_deliveries(
    keeper, store, rows, django_assert_num_queries
):
    for status in (Status.SEARCHING, Status.ASSIGNED, Status.FAILED):
        for _each in range(rows):
            DeliveryFactory(store=store, status=status)

    with django_assert_num_queries(
        9
    ):  # one counts the returns that wait, one asks for overdue bills
        keeper.get(BOARD)


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (Status.SEARCHING, {"assign"}),
        (Status.ASSIGNED, {"pick_up", "release"}),
        (Status.PICKED_UP, {"deliver", "fail"}),
        (Status.DELIVERED, set()),
        (Status.FAILED, {"retry"}),
        (Status.STOPPED, set()),
    ],
)
def test_the_page_of_an_order_offers_what_the_store_can_do(keeper, brought, status, verbs):
    delivery = brought(status)

    page = text_of(keeper.get(page_of(delivery)))

    assert {verb for verb in delivery.MOVES if f'"{url_of(delivery, verb)}"' in page} == verbs
    assert (f'"{pickup_url(delivery)}"' in page) == (status == Status.FAILED)


def test_the_page_of_an_order_shows_who_did_what(keeper, brought):
    page = text_of(keeper.get(page_of(brought(Status.FAILED))))

    section = page.split('id="delivery"')[1].split("</section>")[0]
    for text in ("A rider is looked for", "automatic", "A rider took it", "Cy", "Picked up"):
        assert text in section


def test_names_and_reasons_are_text(keeper, store, cy, rider):
    cy.name = XSS
    cy.save(update_fields=["name"])
    delivery = DeliveryFactory(store=store, status=Status.PICKED_UP, rider=rider)
    move(delivery, "fail", by=cy, note=XSS)

    for url in (BOARD, page_of(delivery), delivery.order.get_absolute_url()):
        assert XSS not in text_of(keeper.get(url))


def test_another_owner_reads_nothing_of_it(client, brought):
    delivery = brought(Status.ASSIGNED)
    client.force_login(StoreFactory().owner)

    assert not re.search(r"\bCy\b", text_of(client.get(BOARD)))  # a CSRF token may contain "Cy"
    assert client.get(page_of(delivery)).status_code == 404


def test_a_rider_on_another_job_is_not_named(keeper, delivery):
    DeliveryFactory(status=Status.ASSIGNED, rider=RiderFactory(user__name="Eve"))

    assert not re.search(r"\bEve\b", text_of(keeper.get(BOARD)))
