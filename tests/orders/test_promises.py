"""An order is late after its promised time, and shows when it was dispatched: computed without a job."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from orders.promises import is_late, seconds_until_late
from orders.statuses import Status
from tests.factories import OrderFactory, carry

HTMX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def shopper(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def cooking(ann, store):
    """`cooking(minutes)`: Ann's order, promised in that many minutes from now."""

    def made(minutes, status=Status.ACCEPTED, **fields):
        order = OrderFactory(customer=ann, store=store, status=status, **fields)
        order.ready_by = timezone.now() + minutes * MINUTE
        order.save(update_fields=["ready_by"])
        return order

    return made


def page_of(order):
    return reverse("orders:order", args=[order.number])


def test_the_buyers_page_says_that_it_is_late(shopper, cooking):
    assert "Running late" not in text_of(shopper.get(page_of(cooking(5))))
    assert "Running late" in text_of(shopper.get(page_of(cooking(-5))))


def test_the_open_page_refreshes_when_the_promised_time_is_over(shopper, cooking):
    order = cooking(5)
    page = text_of(shopper.get(page_of(order)))
    [seconds] = re.findall(r'data-look-in="(\d+)"', page)
    [again] = re.findall(r'hx-get="([^"]+)" data-live', page)
    assert 290 <= int(seconds) <= 301

    assert shopper.get(again, **HTMX).status_code == 204
    Order.objects.update(ready_by=timezone.now() - MINUTE)

    assert "Running late" in text_of(shopper.get(again, **HTMX))


@pytest.mark.parametrize(
    ("status", "fulfilment", "late"),
    [
        (Status.ACCEPTED, "delivery", True),
        (Status.ACCEPTED, "pickup", True),
        (Status.READY, "delivery", True),  # waits for its rider
        (Status.READY, "pickup", False),  # waits for its buyer
        (Status.DISPATCHED, "delivery", False),
        (Status.COMPLETED, "delivery", False),
    ],
)
def test_only_an_open_promise_can_be_late(cooking, status, fulfilment, late):
    order = cooking(-1, status, fulfilment=fulfilment)

    assert is_late(order, timezone.now()) == late
    assert is_late(order, order.ready_by - MINUTE) is False
    assert seconds_until_late([order], timezone.now()) is None


def test_the_board_shows_lateness_and_refreshes_itself(client, bea, cooking):
    client.force_login(bea)
    cooking(0.5)
    page = text_of(client.get(reverse("orders:board")))
    [seconds] = re.findall(r'data-look-in="(\d+)"', page)
    assert int(seconds) <= 31
    assert "Running late" not in page

    Order.objects.update(ready_by=timezone.now() - MINUTE)

    assert "Running late" in text_of(client.get(reverse("orders:board")))


def test_the_page_of_a_dispatched_order_shows_when_it_left(shopper, cooking, rider):
    order = cooking(-5, Status.READY)
    carry(order, ["accept", "pick_up"], rider)

    page = text_of(shopper.get(page_of(order)))

    left = timezone.localtime(order.history.last().at)
    assert f"On its way since {left:%H:%M}" in page
    assert "Promised for" not in page
    assert "Running late" not in page
