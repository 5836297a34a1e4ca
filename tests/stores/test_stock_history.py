"""The owner's pages of a product's stock: setting it with a reason, its changes, their CSV."""

import pytest

from stores.models import StockCause
from stores.services import set_stock
from stores.stock import StockReason
from tests.factories import ProductFactory, place


def changed(product, times):
    for _time in range(times):
        set_stock(product, seen=product.stock, stock=product.stock + 1)


def test_the_stock_is_set_with_a_reason(owner, bea, noodles, to):
    page = to("product", noodles.pk)
    sent = {"seen": "5", "stock": "20", "cause": "delivery", "note": "Box 7", "next": page}

    response = owner.post(to("stock", noodles.pk), sent)

    row = noodles.stockchanges.first()
    assert (row.cause, row.change, row.note, row.actor) == ("delivery", 15, "Box 7", bea)
    assert response["Location"] == page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cause": "other"}, "Write down the reason."),
        ({"cause": "order"}, "Select a valid choice."),
        ({"cause": "other", "note": "x" * 201}, "at most 200 characters"),
        ({"stock": "-3"}, "Write the stock as a whole number"),
    ],
)
def test_bad_input_changes_nothing_and_says_why(owner, noodles, to, fields, sentence):
    sent = {"seen": "5", "stock": "9", **fields}

    response = owner.post(to("stock", noodles.pk), sent, follow=True)

    noodles.refresh_from_db()
    assert noodles.stock == 5
    assert sentence in response.content.decode()


def test_the_history_says_who_why_and_what_is_left(owner, ann, bea, noodles, to):
    order = place(ann, noodles, 2)
    set_stock(noodles, seen=3, stock=4, reason=StockReason(StockCause.COUNTED, "", "=Shelf", bea))

    page = owner.get(to("stock-history", noodles.pk)).content.decode()
    file = b"".join(owner.get(to("stock-csv", noodles.pk)).streaming_content).decode()

    for text in (order.number, "Counted", "Shelf", "Bea"):
        assert text in page
    lines = [line.split(",", 1)[1] for line in file.splitlines()]
    assert lines == [
        "Change,Stock after,Reason,Order,Note,By",
        "1,4,Counted,,'=Shelf,Bea",
        f"-2,3,Ordered,{order.number},,automatic",
        "5,5,Stock at the beginning,,,automatic",
    ]


def test_the_history_is_paginated_by_the_same_number_of_queries(
    owner, noodles, to, django_assert_max_num_queries
):
    changed(noodles, 35)

    with django_assert_max_num_queries(12):
        first = owner.get(to("stock-history", noodles.pk))
    second = owner.get(to("stock-history", noodles.pk), {"page": 2})

    assert (len(first.context["changes"]), len(second.context["changes"])) == (30, 6)


def test_strangers_and_members_without_the_right_get_no_history(client, dan, bea, noodles, to):
    client.force_login(dan)
    assert client.get(to("stock-history", noodles.pk)).status_code in (403, 404)

    client.force_login(bea)
    other = ProductFactory()
    assert client.get(to("stock-history", other.pk)).status_code == 404
