"""What may be lost in a crash, and what never may; otherwise tests run without durability."""

import pytest
from django.db import connection, transaction

from core.durability import may_be_lost_in_a_crash
from core.events import Reaction
from orders.carts import CartOwner, add_to_cart
from orders.events import OrderPlaced
from orders.models import Cart
from tests.factories import place


def synchronous_commit():
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone()[0]


@pytest.fixture
def durable(transactional_db):
    """A database session that waits for the disk, as in production."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def test_this_transaction_alone_does_not_wait_for_the_disk(durable):
    with transaction.atomic():
        may_be_lost_in_a_crash()
        inside = synchronous_commit()

    assert (inside, synchronous_commit()) == ("off", "on")


def test_a_transaction_undone_leaves_the_next_one_durable(durable):
    with transaction.atomic():
        may_be_lost_in_a_crash()
        transaction.set_rollback(True)

    assert synchronous_commit() == "on"


def test_a_cart_commits_without_waiting_and_an_order_never_does(durable, ann, noodles, wiring):
    placing = []
    wiring({OrderPlaced: Reaction([lambda event: placing.append(synchronous_commit())])})

    with transaction.atomic():
        add_to_cart(CartOwner(user=ann), noodles, [], 1)
        filling = synchronous_commit()
    Cart.objects.all().delete()
    place(ann, noodles)

    assert (filling, placing) == ("off", ["on"])
