"""A store's moves on its deliveries, its own and those in its rider's place."""

import pytest
from django.urls import reverse

from core.lifecycle import move
from delivery.lifecycle import MOVES, Status
from orders.fulfilment import Fulfilment
from orders.statuses import Status as OrderStatus
from tests.delivery.test_owner_panels import BOARD, HTMX, text_of, unclaimed, url_of
from tests.factories import DeliveryFactory, StoreFactory


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def brought(ann, store, rider):
    """`brought(status)`: a delivery of Bea's store that Cy had or has."""
    return lambda status: DeliveryFactory(customer=ann, store=store, status=status, rider=rider)


def press(keeper, delivery, verb, **data):
    response = keeper.post(url_of(delivery, verb), data, follow=True)
    delivery.refresh_from_db()
    delivery.order.refresh_from_db()
    return response


@pytest.mark.parametrize(
    ("before", "verb", "data", "after", "order_after"),
    [
        (Status.ASSIGNED, "pick_up", {}, Status.PICKED_UP, OrderStatus.DISPATCHED),
        (Status.ASSIGNED, "release", {}, Status.SEARCHING, OrderStatus.ACCEPTED),
        (Status.PICKED_UP, "deliver", {}, Status.DELIVERED, OrderStatus.COMPLETED),
        (Status.PICKED_UP, "fail", {"note": "Flat tyre"}, Status.FAILED, OrderStatus.READY),
        (Status.FAILED, "retry", {}, Status.SEARCHING, OrderStatus.READY),
    ],
)
def test_each_step_asks_first_and_is_the_stores(
    keeper, bea, brought, before, verb, data, after, order_after
):
    delivery = brought(before)

    asked = keeper.get(url_of(delivery, verb))
    done = press(keeper, delivery, verb, **data)

    assert "Are you sure?" in text_of(asked)
    assert done.redirect_chain == [
        (reverse("orders:sold-order", args=[delivery.order.number]), 302)
    ]
    assert (delivery.status, delivery.order.status) == (after, order_after)
    assert (delivery.history.last().actor, delivery.history.last().note) == (
        bea,
        data.get("note", ""),
    )


def test_htmx_gets_the_whole_board(keeper, brought):
    delivery = brought(Status.FAILED)

    page = keeper.post(url_of(delivery, "retry"), {"next": BOARD}, follow=True, **HTMX)

    assert page.redirect_chain == [(BOARD, 302)]
    assert 'id="board"' in text_of(page)
    assert "Looking for a rider" in text_of(page)


def test_failing_needs_a_reason(keeper, brought):
    delivery = brought(Status.PICKED_UP)

    page = press(keeper, delivery, "fail", note="  ")

    assert "Reason" in text_of(page)
    assert delivery.status == Status.PICKED_UP


def test_a_button_of_an_old_page_says_how_it_is_now(keeper, brought):
    delivery = brought(Status.SEARCHING)

    page = press(keeper, delivery, "retry")

    assert "This cannot be done any more: it is now “Looking for a rider”." in text_of(page)


def test_a_button_pressed_twice_says_calmly_that_it_is_done(keeper, brought):
    delivery = brought(Status.FAILED)
    press(keeper, delivery, "retry")

    page = press(keeper, delivery, "retry")

    assert [(each.level_tag, str(each)) for each in page.context["messages"]] == [
        ("info", "This is done already.")
    ]
    assert [record.verb for record in delivery.history.all()].count("retry") == 1
    assert keeper.get(url_of(delivery, "retry")).status_code == 302


def test_what_is_not_the_stores_is_forbidden_or_unknown(keeper, brought):
    delivery = brought(Status.ASSIGNED)

    assert keeper.post(url_of(delivery, "accept")).status_code == 403
    assert keeper.post(url_of(delivery, "stop")).status_code == 403
    assert keeper.post(url_of(delivery, "fly")).status_code == 404
    assert keeper.get(url_of(delivery, "fly")).status_code == 404


@pytest.mark.parametrize("verb", MOVES)
def test_strangers_find_nothing_and_others_are_refused(client, brought, ann, cy, verb):
    delivery = brought(Status.ASSIGNED)
    stranger = StoreFactory().owner

    for user, status in ((stranger, 404), (ann, 403), (cy, 403)):
        client.force_login(user)
        assert client.get(url_of(delivery, verb)).status_code == status
        assert client.post(url_of(delivery, verb)).status_code == status
    delivery.refresh_from_db()
    assert delivery.status == Status.ASSIGNED


def test_without_javascript_letting_the_customer_come_is_asked_first(keeper, ann, store):
    delivery = unclaimed(DeliveryFactory(customer=ann, store=store))
    url = reverse("orders:move", args=[delivery.order.number, "turn_into_pickup"])

    asked = keeper.get(url)
    keeper.post(url)

    delivery.order.refresh_from_db()
    assert "The delivery fee goes back to the customer" in text_of(asked)
    assert delivery.order.fulfilment == Fulfilment.PICKUP


def test_pressed_twice_it_says_so_rather_than_not_found(keeper, ann, store, bea):
    delivery = unclaimed(DeliveryFactory(customer=ann, store=store))
    url = reverse("orders:move", args=[delivery.order.number, "turn_into_pickup"])
    move(delivery.order, "turn_into_pickup", by=bea)

    again = keeper.post(url, {"next": BOARD}, follow=True)

    assert again.status_code == 200
    assert "This is done already." in text_of(again)


def test_while_a_rider_may_come_it_stays_a_delivery(keeper, ann, store):
    delivery = DeliveryFactory(customer=ann, store=store)
    url = reverse("orders:move", args=[delivery.order.number, "turn_into_pickup"])

    page = keeper.post(url, {"next": BOARD}, follow=True)

    assert "please wait ten minutes" in text_of(page)


def test_only_its_store_lets_the_customer_come(client, ann, store):
    delivery = unclaimed(DeliveryFactory(customer=ann, store=store))
    client.force_login(ann)
    url = reverse("orders:move", args=[delivery.order.number, "turn_into_pickup"])

    assert client.post(url).status_code == 403
