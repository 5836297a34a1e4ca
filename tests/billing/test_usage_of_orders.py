"""Orders at a tenant's stores are usage: once paid, until they are called off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import ORDERS, Meter, UsageCheck, UsageEvent
from billing.months import local_month
from billing.usage import usage_of
from billing.usage.orders import count_order
from core.actors import SYSTEM
from core.lifecycle import move
from orders.models import Order
from orders.statuses import Status
from tests.billing.factories import make_clock, make_tenant
from tests.factories import OrderFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant(bea):
    return make_tenant(bea)


def counted(tenant):
    return usage_of(tenant, local_month(timezone.now(), tenant.tz)).get(ORDERS)


def test_an_order_counts_once_it_is_paid(tenant, store):
    order = OrderFactory(store=store)
    before = counted(tenant)
    move(order, "pay", by=SYSTEM)

    assert (before, counted(tenant)) == (None, 1)
    event = UsageEvent.objects.get()
    assert (event.key, event.source, event.tenant) == (f"order:{order.number}", "product", tenant)
    assert UsageCheck.objects.count() == 1

    count_order(order, timezone.now() + timedelta(days=40))
    assert UsageEvent.objects.count() == 1


def test_a_completed_order_counts_once(tenant, store):
    OrderFactory(store=store, fulfilment="pickup", status=Status.COMPLETED, by_moves=True)

    assert counted(tenant) == 1


@pytest.mark.parametrize("end", [Status.CANCELLED, Status.REJECTED])
def test_an_order_that_is_called_off_is_taken_back(tenant, store, end):
    order = OrderFactory(store=store, fulfilment="pickup", status=end, by_moves=True)

    assert counted(tenant) == 0
    reversal = UsageEvent.objects.get(reverses__key=f"order:{order.number}")
    assert reversal.reason == "reason:order_called_off"


def test_it_is_taken_back_from_whom_it_was_counted_to(tenant, store):
    order = OrderFactory(store=store, status=Status.PAID, by_moves=True)
    type(store).objects.filter(pk=store.pk).update(owner=UserFactory(role="owner"))

    move(Order.objects.get(pk=order.pk), "cancel", by=order.customer)

    assert counted(tenant) == 0


def test_an_order_that_was_never_paid_takes_nothing_back(tenant, store):
    order = OrderFactory(store=store)
    move(order, "cancel", by=order.customer)

    assert not UsageEvent.objects.exists()


def test_what_does_not_count(tenant, store, bea, django_assert_num_queries):
    """A bill, orders at stores of others or of nobody, and of a tenant with a test clock."""
    order = OrderFactory(store=store, status=Status.PAID, by_moves=True)
    bill = Order(number="BILL", store=store, pay_by=None)
    nobodys = Order(number="NONE", store=StoreFactory(owner=None), pay_by=order.pay_by)
    strangers = Order(number="DANS", store=StoreFactory(owner=None), pay_by=order.pay_by)
    strangers.store.owner = UserFactory(role="owner")

    with django_assert_num_queries(0):
        count_order(bill, timezone.now())
        count_order(nobodys, timezone.now())
    with django_assert_num_queries(1):
        count_order(strangers, timezone.now())
    make_tenant(strangers.store.owner, clock=make_clock())
    count_order(strangers, timezone.now())

    assert UsageEvent.objects.count() == 1


def test_a_meter_that_is_not_used_counts_nothing(tenant, store):
    Meter.objects.filter(code=ORDERS).update(is_active=False)

    OrderFactory(store=store, status=Status.PAID, by_moves=True)

    assert counted(tenant) is None
