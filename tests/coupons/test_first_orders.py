"""Who has ordered before is recognised by account, mailbox and phone, each by an index."""

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from coupons.first_orders import has_ordered
from orders.erasing import erase
from orders.models import Order
from orders.queries import by_identity
from orders.statuses import CAME_TO_NOTHING
from tests.factories import OrderFactory, StoreFactory


@pytest.fixture
def order(store):
    named = {"email": "A.nn+food@gmail.com", "phone": "010-1234-5678"}
    return OrderFactory(customer=None, guest_key="g" * 32, store=store, **named)


def ordered(email="", phone="", **fields):
    return has_ordered(email, phone, **{"store": None, "customer": None, **fields})


@pytest.mark.parametrize(
    ("email", "phone", "expected"),
    [
        ("ann@gmail.com", "", True),
        ("ANN+drinks@googlemail.com", "", True),
        ("ann@example.com", "+82 10 1234 5678", True),
        ("ann@example.com", "010-1234-5679", False),
        ("bann@gmail.com", "678", False),
        ("", "", False),
    ],
)
def test_spellings_of_one_mailbox_or_phone_are_one_person(order, email, phone, expected):
    assert ordered(email, phone) is expected


def test_orders_elsewhere_or_of_the_order_itself_do_not_count(order):
    assert not ordered("ann@gmail.com", store=StoreFactory())
    assert not ordered("ann@gmail.com", but=order)


def test_an_order_that_came_to_nothing_does_not_count(order):
    Order.objects.filter(pk=order.pk).update(status="expired")

    assert not ordered("ann@gmail.com")


def test_an_erased_order_counts_by_its_customer_only(order, ann):
    mine = OrderFactory(customer=ann)
    erase([order.pk, mine.pk], timezone.now())

    assert not ordered("ann@gmail.com", "010-1234-5678")
    assert not ordered("", "")
    assert ordered(customer=ann)


@pytest.mark.django_db
def test_each_of_them_is_found_by_an_index(ann):
    same = by_identity("ann@gmail.com", "010-1234-5678") | Q(customer=ann)
    found = Order.objects.exclude(status__in=CAME_TO_NOTHING).filter(same).order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = found.explain()

    for index in ("orders_by_email_key", "orders_by_phone_key", "customer_id = "):
        assert index in plan
    assert "Seq Scan" not in plan
