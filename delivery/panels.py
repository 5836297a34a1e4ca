"""What deliveries add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum

from core.actors import Actor
from core.lifecycle import OpenMove
from core.panels import Panel
from delivery.lifecycle import FAILED, STOPPED
from delivery.models import Delivery, DeliveryMove
from delivery.routing import Route, known_route, point_of
from delivery.services import is_unclaimed
from delivery.store_steps import store_steps
from orders.adjustments import AdjustmentCode
from orders.models import Adjustment, Order
from orders.statuses import OVER, UNACCEPTED


@dataclass(frozen=True)
class State:
    """The state of a delivery as the reader of the page may see it; `reason` is why it failed.

    `paid_fee` is what its buyer pays for it, after discounts: less than what the rider earns.
    """

    delivery: Delivery
    reader: Actor
    reason: str
    minutes: int
    is_unclaimed: bool
    paid_fee: Decimal

    @property
    def order(self) -> Order:
        return self.delivery.order

    @property
    def is_failed(self) -> bool:
        return self.delivery.status == FAILED

    @property
    def is_turned_into_pickup(self) -> bool:
        return not self.order.is_delivery and self.delivery.status == STOPPED

    @property
    def needs_store(self) -> bool:
        """It waits for the store to act."""
        return self.is_failed or self.is_unclaimed

    @property
    def is_over(self) -> bool:
        return self.order.status in OVER

    @cached_property
    def route(self) -> Route | None:
        """The cached route from the store to the door, if any."""
        start, end = point_of(self.order.store), point_of(self.order)
        return known_route(start, end) if start and end else None

    @cached_property
    def fee_off(self) -> Decimal:
        off = AdjustmentCode.DELIVERY_FEE_OFF
        return -sum((a.amount for a in self.order.adjustments.all() if a.kind == off), Decimal(0))

    @cached_property
    def steps(self) -> list[OpenMove]:
        return store_steps(self.delivery, self.reader)

    @cached_property
    def history(self) -> list[DeliveryMove]:
        return list(self.delivery.history.select_related("actor"))

    @property
    def version(self) -> str:
        """Differs in each search, even if the same rider has it again."""
        delivery = self.delivery
        search, alarm = delivery.searching_since.timestamp(), "!" * self.is_unclaimed
        return f"{delivery.status}{delivery.rider_id or ''}{alarm}{search}"


def board_card_delivery(
    orders: Sequence[Order], reader: Actor, now: datetime
) -> Mapping[int, Panel]:
    """Whether a rider was found, has it, or none came: on the cards of the board."""
    return _panels("delivery/_board_card.html", orders, reader, now)


def buyer_delivery(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """Who brings the order, or why it is not delivered: for the page where a buyer follows it."""
    return _panels("delivery/_order.html", orders, reader, now)


def sold_delivery(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """Everything about a delivery, and the store's moves on it: for the store's page of an order."""
    return _panels("delivery/_sold.html", orders, reader, now)


def _panels(
    template: str, orders: Sequence[Order], reader: Actor, now: datetime
) -> dict[int, Panel]:
    states = _states(orders, reader, now)
    return {pk: Panel(template, state, state.version) for pk, state in states.items()}


def _states(orders: Sequence[Order], reader: Actor, now: datetime) -> dict[int, State]:
    """By the order's primary key, in one query whatever the number of orders, and none before acceptance."""
    by_pk = {order.pk: order for order in orders if order.status not in UNACCEPTED}
    if not by_pk:
        return {}
    failures = DeliveryMove.objects.filter(delivery=OuterRef("pk"), verb="fail").order_by("-pk")
    deliveries = Delivery.objects.filter(order__in=by_pk).select_related("rider__user")
    states = {}
    annotated = deliveries.annotate(
        reason=Subquery(failures.values("note")[:1]), paid_fee=_paid_fee()
    )
    for delivery in annotated:
        delivery.order = by_pk[delivery.order_id]
        states[delivery.order_id] = _state(delivery, reader, now)
    return states


def _state(delivery: Any, reader: Actor, now: Any) -> State:
    minutes = int((now - delivery.searching_since).total_seconds() // 60)
    reason = delivery.reason or ""
    paid_fee = delivery.paid_fee or Decimal(0)
    return State(delivery, reader, reason, minutes, is_unclaimed(delivery, now), paid_fee)


def _paid_fee() -> Subquery:
    fee = AdjustmentCode.DELIVERY_FEE
    parts = Adjustment.objects.filter(Q(kind=fee) | Q(applies_to=fee), order=OuterRef("order"))
    return Subquery(parts.order_by().values("order").values(sum=Sum("amount")))
