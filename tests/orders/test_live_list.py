"""The list of orders asks for itself anew: it keeps filter and page, and says when nothing changed."""

import re

import pytest

from core.actors import SYSTEM
from core.lifecycle import move
from live.pages import person_topic
from orders.lifecycle import Status
from orders.topics import sales_topic
from orders.views.customer import OrderList
from tests.factories import OrderFactory, place

HTMX = {"HX-Request": "true"}
LIST = "/orders/"


@pytest.fixture
def look(client, ann):
    """`look(address)`: what the open list of Ann gets."""
    client.force_login(ann)
    return lambda address=LIST: client.get(address, headers=HTMX)


def text_of(response):
    return response.content.decode()


def address_of(response):
    """Where the fragment will ask the next time."""
    return re.search(r'id="orders" hx-get="([^"]+)"', text_of(response))[1].replace("&amp;", "&")


def test_the_open_list_gets_its_rows_only_and_nothing_while_nothing_changed(look, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    first = look()

    same = look(address_of(first))
    move(order, "cancel", by=ann)
    changed = look(address_of(first))

    assert "<html" not in text_of(first)
    assert (same.status_code, same.content) == (204, b"")
    assert "Cancelled" in text_of(changed)


def test_a_reload_is_always_the_whole_page(look, client):
    response = client.get(address_of(look()))

    assert "<html" in text_of(response)


def test_the_page_listens_to_its_reader(look, client, ann):
    look()

    page = text_of(client.get(LIST))

    assert f'data-live="{person_topic(ann.pk)}"' in page
    assert "data-live-token" in page


def test_filter_and_page_are_kept(look, ann):
    OrderFactory.create_batch(OrderList.paginate_by + 1, customer=ann)

    first = look(LIST + "?show=current&page=2")
    later = look(address_of(first) + "0")  # it changed meanwhile

    assert address_of(first).startswith(LIST + "?show=current&page=2&seen=")
    assert address_of(later) == address_of(first)
    assert 'href="?show=current&amp;page=1"' in text_of(later)


def test_an_order_that_is_over_leaves_the_current_ones(look, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    address = address_of(look(LIST + "?show=current"))

    move(order, "cancel", by=ann)

    assert order.number not in text_of(look(address))
    assert "No orders here" in text_of(look(address))


def test_a_page_that_became_one_too_many_turns_into_the_last(look, ann):
    orders = OrderFactory.create_batch(OrderList.paginate_by + 1, customer=ann)
    address = address_of(look(LIST + "?show=current&page=2"))

    move(orders[-1], "cancel", by=ann)
    response = look(address)

    assert response.context["page_obj"].number == 1
    assert len(response.context["orders"]) == OrderList.paginate_by


@pytest.mark.parametrize("seen", ["", "x", "🍜", "0" * 3000])
def test_nonsense_for_what_was_seen_gets_the_rows(look, seen):
    assert look(f"{LIST}?seen={seen}").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_a_look_asks_few_queries_whatever_its_rows(look, ann, rows, django_assert_max_num_queries):
    OrderFactory.create_batch(rows, customer=ann)

    with django_assert_max_num_queries(8):
        look()


def test_placing_tells_the_buyer_and_paying_the_store_too(overhear, ann, noodles):
    with overhear() as at_first:
        order = place(ann, noodles)
    with overhear() as then:
        move(order, "pay", by=SYSTEM)

    board = sales_topic(order.store.owner_id)
    assert at_first == [person_topic(ann.pk)]
    topics = {f"order.{order.number}", board, person_topic(ann.pk)}
    assert set(then) == topics | {person_topic(order.store.owner_id)}


def test_a_guest_has_no_list_to_tell(overhear, noodles):
    with overhear() as told:
        order = place(None, noodles)
        move(order, "pay", by=SYSTEM)

    store = order.store
    topics = {f"order.{order.number}", sales_topic(store.owner_id)}
    assert set(told) == topics | {person_topic(store.owner_id)}
