"""The list of orders refreshes itself with its filter and page; 204 if nothing changed."""

import re

import pytest

from core.actors import SYSTEM
from core.lifecycle import move
from live.pages import person_topic
from orders.statuses import Status
from orders.views.customer import OrderList
from stores.topics import sales_topic
from tests.factories import OrderFactory, place

HTMX = {"HX-Request": "true"}
LIST = "/orders/"


@pytest.fixture
def poll(client, ann):
    """`poll(address)`: the response to a refresh of Ann's open list."""
    client.force_login(ann)
    return lambda address=LIST: client.get(address, headers=HTMX)


def text_of(response):
    return response.content.decode()


def address_of(response):
    """The address of the fragment's next refresh."""
    return re.search(r'id="orders" hx-get="([^"]+)"', text_of(response))[1].replace("&amp;", "&")


def test_the_list_answers_htmx_with_its_rows_or_204(poll, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    first = poll()

    same = poll(address_of(first))
    move(order, "cancel", by=ann)
    changed = poll(address_of(first))

    assert "<html" not in text_of(first)
    assert (same.status_code, same.content) == (204, b"")
    assert "Cancelled" in text_of(changed)


def test_a_reload_gets_the_whole_page(poll, client):
    response = client.get(address_of(poll()))

    assert "<html" in text_of(response)


def test_the_page_subscribes_to_its_users_topic(poll, client, ann):
    poll()

    page = text_of(client.get(LIST))

    assert f'data-live="{person_topic(ann.pk)}"' in page
    assert "data-live-token" in page


def test_filter_and_page_are_kept(poll, ann):
    OrderFactory.create_batch(OrderList.paginate_by + 1, customer=ann)

    first = poll(LIST + "?show=current&page=2")
    later = poll(address_of(first) + "0")  # it changed meanwhile

    assert address_of(first).startswith(LIST + "?show=current&page=2&seen=")
    assert address_of(later) == address_of(first)
    assert 'href="?show=current&amp;page=1"' in text_of(later)


def test_a_completed_order_disappears_from_the_current_ones(poll, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    address = address_of(poll(LIST + "?show=current"))

    move(order, "cancel", by=ann)

    assert order.number not in text_of(poll(address))
    assert "No orders here" in text_of(poll(address))


def test_a_page_beyond_the_end_becomes_the_last(poll, ann):
    orders = OrderFactory.create_batch(OrderList.paginate_by + 1, customer=ann)
    address = address_of(poll(LIST + "?show=current&page=2"))

    move(orders[-1], "cancel", by=ann)
    response = poll(address)

    assert response.context["page_obj"].number == 1
    assert len(response.context["orders"]) == OrderList.paginate_by


@pytest.mark.parametrize("seen", ["", "x", "🍜", "0" * 3000])
def test_an_invalid_seen_parameter_gets_the_rows(poll, seen):
    assert poll(f"{LIST}?seen={seen}").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_polling_has_a_constant_number_of_queries(poll, ann, rows, django_assert_max_num_queries):
    OrderFactory.create_batch(rows, customer=ann)

    with django_assert_max_num_queries(6):
        poll()


def test_placing_invalidates_the_buyers_pages_and_paying_the_stores_too(overhear, ann, noodles):
    with overhear() as at_first:
        order = place(ann, noodles)
    with overhear() as then:
        move(order, "pay", by=SYSTEM)

    board = sales_topic(order.store.owner_id)
    assert at_first == [person_topic(ann.pk)]
    topics = {f"order.{order.number}", board, person_topic(ann.pk)}
    assert set(then) == topics | {person_topic(order.store.owner_id)}


def test_an_order_of_a_guest_invalidates_no_list(overhear, noodles):
    with overhear() as published:
        order = place(None, noodles)
        move(order, "pay", by=SYSTEM)

    store = order.store
    topics = {f"order.{order.number}", sales_topic(store.owner_id)}
    assert set(published) == topics | {person_topic(store.owner_id)}
