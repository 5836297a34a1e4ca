"""What returns add to pages of orders; config/panels.py places it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.models import User
from core.actors import Actor, Guest
from core.lifecycle import OpenMove, open_moves
from core.panels import Panel, TimelineEntry
from orders.models import Order
from orders.statuses import COMPLETED, DISPATCHED, MAKING
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import Return, ReturnLine
from shipping.returns.queries import returns_to_answer
from shipping.returns.services import address_of
from shipping.returns.windows import ReturnWindow, has_returns, return_window

WITH_RETURNS = (*MAKING, DISPATCHED, COMPLETED)  # some of its parcels may have arrived


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A return as its buyer sees it, with the buttons open to them."""

    goods_return: Return
    steps: list[tuple[OpenMove, str]]
    now: datetime
    photos: Sequence[str] = ()

    @property
    def is_overdue(self) -> bool:
        return self.goods_return.is_overdue(self.now)


@dataclass(frozen=True, slots=True)
class BuyerReturns:
    returns: list[ShownReturn]
    window: ReturnWindow
    url: str
    address: str

    @property
    def is_empty(self) -> bool:
        return not (self.returns or self.window.is_open or self.window.ended_at)


def buyer_returns(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The returns of the order whose page it is, and whether its buyer can ask for one."""
    [order] = orders
    if not has_returns(order) or order.status not in WITH_RETURNS:
        return {}
    photos = Prefetch("photos", ReturnPhoto.objects.defer("content"))
    found = list(_returns_of([order]).prefetch_related(photos))
    shown = [
        ShownReturn(each, _steps(each, reader), now, photo_urls(each, reader)) for each in found
    ]
    window, address = return_window(order, now), address_of(order.store)
    data = BuyerReturns(shown, window, url_of_request(order), address)
    if data.is_empty:
        return {}
    steps = [step for each in found for step in _timeline(each)]
    version = ".".join(f"{each.pk}{each.status}" for each in found)
    version += f"{data.window.is_open:d}{sum(each.pieces for each in data.window.lines)}"
    return {order.pk: Panel("shipping/returns/_buyer.html", data, version, steps=steps)}


def sold_returns(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The returns of an order on its store's page, with one query."""
    by_order: dict[int, list[ShownReturn]] = {}
    for each in _returns_of([order for order in orders if has_returns(order)]):
        by_order.setdefault(each.order_id, []).append(ShownReturn(each, [], now))
    return {
        pk: Panel(
            "shipping/returns/_sold.html",
            shown,
            ".".join(f"{each.goods_return.pk}{each.goods_return.status}" for each in shown),
            is_open=any(each.goods_return.is_open for each in shown),
        )
        for pk, shown in by_order.items()
    }


def board_returns(users: Sequence[User], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """How many returns wait for the stores of the reader, on their board."""
    [user] = users
    counts = returns_to_answer(user, now)
    if not counts.waiting:
        return {}
    version = f"r{counts.waiting}-{counts.overdue}"
    return {user.pk: Panel("shipping/returns/_board.html", counts, version)}


def url_of_request(order: Order) -> str:
    """The page on which the buyer asks for a return."""
    if order.guest_key:
        return reverse("shipping:guest-return-request", args=[order.guest_key])
    return reverse("shipping:return-request", args=[order.number])


def photo_urls(goods_return: Return, reader: Actor) -> list[str]:
    """The pages of its photos that the reader may open; prefetch `photos` without their content."""
    number = goods_return.number
    places = [photo.place for photo in goods_return.photos.all()]
    if isinstance(reader, Guest):
        name, before = "shipping:guest-return-photo", [reader.key]
    else:
        name, before = "shipping:return-photo", []
    return [reverse(name, args=[*before, number, place]) for place in places]


def _returns_of(orders: Sequence[Order]) -> QuerySet[Return]:
    lines = Prefetch("lines", ReturnLine.objects.select_related("line"))
    returns = Return.objects.filter(order__in=orders) if orders else Return.objects.none()
    return (
        returns.select_related("order__store", "carrier")
        .prefetch_related(lines, "history")
        .order_by("pk")
    )


def _steps(goods_return: Return, reader: Actor) -> list[tuple[OpenMove, str]]:
    return [
        (step, _url_of_move(goods_return, step.verb, reader))
        for step in open_moves(goods_return, reader)
        if step.verb == "withdraw"
    ]


def _url_of_move(goods_return: Return, verb: str, reader: Actor) -> str:
    if isinstance(reader, Guest):
        return reverse("shipping:guest-return-move", args=[reader.key, goods_return.number, verb])
    return reverse("shipping:return-move", args=[goods_return.number, verb])


def _timeline(goods_return: Return) -> list[TimelineEntry]:
    return [TimelineEntry(step.at, step.label, step.note) for step in goods_return.history.all()]
