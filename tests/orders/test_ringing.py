"""A new order rings on the board until the store acknowledges it."""

import re

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.lifecycle import move
from orders.acknowledging import acknowledge
from orders.models import Order
from orders.statuses import Status
from stores.store_services import archive_store, switch_store
from stores.topics import sales_topic, store_topic
from tests.factories import OrderFactory, StoreFactory
from tests.racing import together

BOARD, SEEN = "/shop/", "/shop/seen/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def new(store):
    return OrderFactory(store=store, status=Status.PAID)


def text_of(response):
    return response.content.decode()


def ringing(keeper):
    """The numbers of the orders that ring on the board."""
    return re.findall(r'id="board-card-(\w+)" data-rings', text_of(keeper.get(BOARD)))


def fragment_address(keeper):
    return re.search(r'id="board".* hx-get="([^"]+)"', text_of(keeper.get(BOARD)))[1]


def test_a_new_order_rings_and_is_marked_without_javascript_too(keeper, new):
    page = text_of(keeper.get(BOARD))

    assert ringing(keeper) == [new.number]
    assert "1 new order" in page
    assert "Not seen yet" in page


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PAID}))
def test_orders_of_other_statuses_do_not_ring(keeper, store, status):
    OrderFactory(store=store, status=status)

    assert ringing(keeper) == []


def test_the_seen_button_silences_the_named_orders(keeper, store, new):
    younger = OrderFactory(store=store, status=Status.PAID)

    response = keeper.post(SEEN, {"number": new.number}, follow=True)

    assert response.redirect_chain == [(BOARD, 302)]
    assert ringing(keeper) == [younger.number]
    assert f"board-card-{new.number}" in text_of(response)


def test_seen_answers_htmx_with_the_board_and_its_notices(keeper, new):
    response = keeper.post(SEEN, {"number": new.number}, follow=True, headers=HTMX)

    page = text_of(response)
    assert "<html" not in page
    assert 'id="board-notices" hx-swap-oob="true"' in page
    assert "data-rings" not in page


def test_opening_an_order_acknowledges_it(keeper, new):
    keeper.get(reverse("orders:sold-order", args=[new.number]))

    assert ringing(keeper) == []


def test_accepting_or_rejecting_an_order_acknowledges_it(keeper, new):
    keeper.post(reverse("orders:move", args=[new.number, "accept"]), {"minutes": 20})

    assert ringing(keeper) == []


def test_orders_of_another_owner_cannot_be_silenced(client, new):
    client.force_login(StoreFactory().owner)

    client.post(SEEN, {"number": new.number})

    new.refresh_from_db()
    assert new.is_unacknowledged


@pytest.mark.parametrize("numbers", [[], [""], ["nonsense"], ["🍜"], ["23456789"] * 300])
def test_invalid_numbers_silence_nothing(keeper, new, numbers):
    response = keeper.post(SEEN, {"number": numbers})

    assert (response.status_code, ringing(keeper)) == (302, [new.number])


def test_seen_is_for_owners_and_only_posted(client, keeper, dan):
    assert keeper.get(SEEN).status_code == 405

    client.force_login(dan)
    assert client.post(SEEN).status_code == 403


def test_acknowledging_again_changes_nothing_and_invalidates_nothing(overhear, new):
    orders = Order.objects.filter(pk=new.pk)
    with overhear() as topics:
        first = acknowledge(orders)
    seen = orders.get().acknowledged_at

    with overhear() as silence:
        again = acknowledge(orders)

    assert (first, topics) == (1, [sales_topic(new.store.owner_id)])
    assert (again, silence) == (0, [])
    assert orders.get().acknowledged_at == seen


def test_an_open_board_is_refreshed_after_acknowledging_and_closing(keeper, store, new):
    address = fragment_address(keeper)
    assert keeper.get(address, headers=HTMX).status_code == 204

    acknowledge(Order.objects.filter(pk=new.pk))
    touched = keeper.get(address, headers=HTMX)
    address = fragment_address(keeper)
    switch_store(store, is_open=False)
    closed = keeper.get(address, headers=HTMX)

    assert "data-rings" not in text_of(touched)
    assert "All your stores are closed" in text_of(closed)


def test_an_open_board_is_invalidated_for_a_store_added_later(keeper, bea, store, overhear):
    subscribed = fragment_topics(keeper)
    later = OrderFactory(store=StoreFactory(owner=bea), status=Status.PAID)

    with overhear() as topics:
        move(later, "accept", by=bea, minutes=20)

    assert sales_topic(bea.pk) in {*subscribed} & {*topics}


def test_a_board_of_seventy_stores_is_invalidated_for_the_first_and_the_last(keeper, bea, overhear):
    stores = StoreFactory.create_batch(70, owner=bea)
    subscribed = fragment_topics(keeper)

    for store in (stores[0], stores[-1]):
        order = OrderFactory(store=store, status=Status.PAID)
        with overhear() as topics:
            move(order, "accept", by=bea, minutes=20)
        assert sales_topic(bea.pk) in {*subscribed} & {*topics}


def fragment_topics(keeper):
    html = text_of(keeper.get(BOARD))
    return re.search(r'id="board"[^>]* data-live="([^"]+)"', html)[1].split()


def test_switching_and_archiving_a_store_invalidate_the_boards_of_its_members(overhear, bea, store):
    with overhear() as topics:
        switch_store(store, is_open=False)
        archive_store(store)

    assert set(topics) == {sales_topic(bea.pk), store_topic(store.pk)}


@pytest.mark.django_db(transaction=True)
def test_concurrent_acknowledgements_do_not_deadlock(store):
    orders = OrderFactory.create_batch(6, store=store, status=Status.PAID)
    mine = Order.objects.filter(pk__in=[order.pk for order in orders])

    rang = together(*[lambda: acknowledge(mine.all())] * 6)

    assert sum(rang) == 6


def test_a_revived_order_rings(keeper, store):
    order = OrderFactory(store=store, status=Status.EXPIRED)

    move(order, "revive", by=SYSTEM)

    assert ringing(keeper) == [order.number]
