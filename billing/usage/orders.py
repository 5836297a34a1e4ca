"""Counts the orders at the stores of tenants: each once it is paid, until it is called off.

Paid, and not completed: when an order is completed is up to the store, which could put that off. Refunds
change nothing, since the order was served; one that is cancelled or rejected is taken back whole.
"""

from datetime import datetime

from django.db.models import QuerySet

from billing.models import ORDERS, Meter, Tenant, UsageEvent, UsageOrigin
from billing.reasons import ORDER_CALLED_OFF
from billing.usage.recording import insert_new, insert_reversal, plan_check
from billing.usage.rules import Usage
from core.prepared import Prepared
from orders.models import Order


def count_order(order: Order, at: datetime) -> None:
    """One query for a store whose owner is no tenant; bills of the platform itself never count."""
    if order.is_bill or order.store.owner_id is None:
        return
    tenant = tenant_of_owner.find(order.store.owner_id)
    meter = Meter.objects.filter(code=ORDERS, is_active=True).first() if tenant else None
    if tenant and meter:
        use = Usage(ORDERS, key_of(order), 1, at)
        if insert_new(tenant, [use], {ORDERS: meter}, at, UsageOrigin.PRODUCT):
            plan_check(tenant, at)


@Prepared
def tenant_of_owner(user_id: int) -> QuerySet[Tenant]:
    """Not one at a test clock."""
    return Tenant.objects.filter(user=user_id, clock=None)


def take_order_back(order: Order, at: datetime) -> None:
    """Of the tenant to whom it was counted, also where the store has another owner by now."""
    counted = UsageEvent.objects.filter(source=UsageOrigin.PRODUCT, reverses=None, reversal=None)
    for event in counted.filter(key=key_of(order)):
        insert_reversal(event, ORDER_CALLED_OFF.note, at, UsageOrigin.PRODUCT)


def key_of(order: Order) -> str:
    return f"order:{order.number}"
