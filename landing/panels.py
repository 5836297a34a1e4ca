"""What product pages add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actors import Actor, Guest
from core.panels import Panel
from landing.reviews import lines_to_review
from orders.models import Order, OrderLine


def buyer_reviews(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """On the buyer's page of a completed order: what can be reviewed, and what was."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for line in lines_to_review(orders):
        row = {
            "line": line,
            "review": getattr(line, "review", None),
            "url": _url(line, orders, reader),
        }
        found.setdefault(line.order_id, []).append(row)
    return {
        pk: Panel("landing/_reviews_panel.html", rows, version=_version(rows))
        for pk, rows in found.items()
    }


def _url(line: OrderLine, orders: Sequence[Order], reader: Actor) -> str:
    if isinstance(reader, Guest):
        return reverse("landing:guest-review", args=[reader.key, line.pk])
    number = next(order.number for order in orders if order.pk == line.order_id)
    return reverse("landing:review", args=[number, line.pk])


def _version(rows: list[dict[str, Any]]) -> str:
    return "reviews" + str(sum(1 for row in rows if row["review"]))
