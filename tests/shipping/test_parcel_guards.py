"""What the database itself refuses of parcels, when the transaction ends."""

from django.db import IntegrityError, connection, transaction

from orders.refunding import count_refunded
from shipping.packing import pack
from tests.shipping.world import parcel_order


def line_of(order):
    return order.lines.get()


def refused_at_commit(change):
    """Whether what is checked at the commit refuses the change."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            change()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return "more of line" in str(error)
    return False


def test_the_database_refuses_more_pieces_than_were_bought(order, store):
    lines = pack(order, by=store.owner).lines.all()

    assert refused_at_commit(lambda: lines.update(quantity=4))


def test_the_database_refuses_to_send_refunded_pieces(order, store):
    pack(order, by=store.owner)

    assert refused_at_commit(lambda: count_refunded([(line_of(order), 1)]))


def test_the_database_refuses_pieces_of_another_order(order, store, dan):
    rows, other = pack(order, by=store.owner).lines, line_of(parcel_order(dan, store))

    assert refused_at_commit(lambda: rows.create(line=other, quantity=1))
