"""What billing adds to pages of the apps below; config/panels.py places it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import User
from billing.invoices.debts import Debt, debt_among
from billing.models import CollectionTry
from billing.queries import invoices_visible_to
from core.actors import Actor
from core.panels import Panel
from orders.models import Order


def billed_invoice(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """The invoice that an order collects: for the page where its payer follows it. Others need no query."""
    bills = [order.pk for order in orders if order.is_bill]
    if not bills:
        return {}
    tries = CollectionTry.objects.filter(order__in=bills).select_related("invoice")
    return {
        found.order_id: Panel("billing/_billed.html", found.invoice)
        for found in tries
        if found.order_id
    }


def board_debt(users: Sequence[User], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """What the owner of the stores has not paid; those who work for them see nothing of it."""
    [user] = users
    debt = debt_among(invoices_visible_to(user)) if user.is_owner else None
    if debt is None:
        return {}
    return {user.pk: Panel("billing/_board_overdue.html", debt, version=_version(debt))}


def _version(debt: Debt) -> str:
    return f"{debt.oldest.pk}:{debt.amount}:{debt.next_day}:{debt.is_suspended}"
