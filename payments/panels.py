"""What payments add to pages of the apps below; config/panels.py places them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Prefetch, Sum, Value, When, prefetch_related_objects
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.money import format_money
from core.panels import Panel
from core.versions import version_of
from orders.models import Order
from orders.statuses import Status
from payments.access import may_refund
from payments.dispute_lifecycle import OPEN
from payments.freezing import frozen_payments, is_frozen
from payments.lifecycle import CAPTURED, FAILED, OWED, REVERSED, SENT, UNSENT
from payments.links import dispute_url
from payments.models import Payment, Refund, RefundMove
from payments.queries import payments_to_show
from payments.timeline import dispute_steps, refund_steps


def payment_state(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """What was paid, is still to pay, or was refunded: for the page where a buyer follows an order."""
    by_order = _payments_of(orders)
    frozen = frozen_payments(one for payments in by_order.values() for one in payments)
    return {
        order.pk: _with_frozen(
            _panel("payments/_state.html", _state(order, payments, now), payments), payments, frozen
        )
        for order in orders
        for payments in [by_order[order.pk]]
    }


def money_taken(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """What was paid and refunded: for its store, some of whose members may refund more."""
    by_order = _payments_of(orders)
    shown = [payment for payments in by_order.values() for payment in payments]
    prefetch_related_objects(shown, "disputes__history")
    return {
        order.pk: _with_disputes(
            _panel("payments/_taken.html", _taken(order, payments, reader), payments), payments
        )
        for order in orders
        if (payments := by_order[order.pk])
    }


def money_back(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """What of an order in a list was or will be refunded: nothing is queried if the list is empty."""
    refunded = {order.pk: order for order in orders if order.refunded}
    sums: dict[int, dict[str, Decimal]] = {pk: {} for pk in refunded}
    for pk, status, amount in _refunds_of(refunded) if refunded else ():
        sums[pk][status] = amount
    return {
        pk: Panel("payments/_row.html", _texts(by_status, refunded[pk]), version_of(by_status))
        for pk, by_status in sums.items()
        if by_status
    }


def _refunds_of(orders: Iterable[int]) -> Iterable[tuple[int, str, Decimal]]:
    """Order, status (a key of BACK) and sum of its refunds in that status."""
    refunds = Refund.objects.filter(
        payment__order__in=list(orders), payment__currency=F("payment__order__currency")
    ).exclude(status=REVERSED)
    state = Case(When(is_frozen(), status=OWED, then=Value(WAITING)), default="status")
    sums = refunds.annotate(state=state).values_list("payment__order", "state")
    return sums.order_by("payment__order", "state").annotate(sum=Sum("amount"))


def _texts(by_status: Mapping[str, Decimal], order: Order) -> list[tuple[str, str]]:
    return [
        (status, str(BACK[status]) % {"amount": format_money(amount, order.currency)})
        for status, amount in by_status.items()
    ]


WAITING = "waiting"  # owed, but the payment is disputed

# The label in a list for refunds of each status.
BACK: dict[str, Promise] = {
    SENT: _("%(amount)s refunded"),
    OWED: _("%(amount)s: refund on its way"),
    WAITING: _("%(amount)s: refund waits for the dispute"),
    FAILED: _("%(amount)s: refund could not be sent yet"),
}


def _payments_of(orders: Sequence[Order]) -> dict[int, list[Payment]]:
    """The payments to show, by primary key of their order."""
    by_order: dict[int, list[Payment]] = {order.pk: [] for order in orders}
    shown = payments_to_show.all([*by_order])
    history = Prefetch("refunds__history", RefundMove.objects.select_related("actor"))
    prefetch_related_objects([one for one in shown if one.refunded], "refunds", history)
    for payment in shown:
        by_order[payment.order_id].append(payment)
    return by_order


def _with_frozen(panel: Panel, payments: list[Payment], frozen: set[int]) -> Panel:
    """The payer reads that refunds of these wait, and once they do not any more."""
    waiting = [payment.pk for payment in payments if payment.pk in frozen]
    if not waiting:
        return panel
    data = {**panel.data, "frozen": waiting}
    return replace(panel, data=data, version=version_of([panel.version, *waiting]))


def _taken(order: Order, payments: list[Payment], reader: Actor) -> dict[str, Any]:
    rest = any(payment.captured > payment.refunded for payment in payments)
    disputes = [dispute for payment in payments for dispute in payment.disputes.all()]
    is_frozen = any(dispute.freezes for dispute in disputes)
    can_go_back = rest and not is_frozen and may_refund(order, reader)
    links = [(dispute, dispute_url(dispute)) for dispute in disputes]
    return {"payments": payments, "disputes": links, "can_go_back": can_go_back}


def _with_disputes(panel: Panel, payments: list[Payment]) -> Panel:
    """Only the store reads of them: the payer does at their bank."""
    disputes = [dispute for payment in payments for dispute in payment.disputes.all()]
    if not disputes:
        return panel
    seen = [(f"{one.due_by}", one.pk, len(one.history.all())) for one in disputes]
    steps = [*panel.steps, *dispute_steps(payments)]
    is_open = panel.is_open or any(one.status == OPEN for one in disputes)
    return replace(panel, version=version_of([panel.version, *seen]), steps=steps, is_open=is_open)


def _state(order: Order, payments: list[Payment], now: datetime) -> dict[str, Any]:
    unpaid, in_time = order.status == Status.PENDING, not order.is_overdue(now)
    return {
        "order": order,
        "waits": unpaid and in_time and not any(payment.is_expected for payment in payments),
        "is_too_late": unpaid and not in_time,
        "pay_url": reverse("payments:pay", args=[order.guest_key or order.number]),
        "receipt_url": _receipt_url(order, payments),
        "payments": payments,
    }


def _receipt_url(order: Order, payments: list[Payment]) -> str:
    """Empty if nothing was captured."""
    paid = any(payment.status == CAPTURED for payment in payments)
    return reverse("payments:receipt", args=[order.guest_key or order.number]) if paid else ""


def _panel(template: str, data: dict[str, Any], payments: list[Payment]) -> Panel:
    is_open = any(payment.is_expected or _goes_back(payment) for payment in payments)
    return Panel(template, data, _version(payments), refund_steps(payments), is_open)


def _goes_back(payment: Payment) -> bool:
    return any(refund.status in UNSENT for refund in payment.all_refunds)


def _version(payments: list[Payment]) -> str:
    """Made of their history, since a refund may return to a status it had before."""
    steps = [(payment.pk, payment.status, _steps_of(payment)) for payment in payments]
    return version_of(steps) if steps else ""


def _steps_of(payment: Payment) -> list[tuple[str, list[int]]]:
    return [
        (f"{one.amount}", [record.pk for record in one.history.all()])
        for one in payment.all_refunds
    ]
