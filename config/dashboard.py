"""The admin's first page: open orders, and the sales of two weeks."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils import timezone

from billing.models import DueWork
from config.features import is_on
from core.days import start_of_day
from core.money import money_format
from core.proxies import is_proxy_unknown
from jobs.models import Job, State
from notifications.models import Mail, MailState
from notifications.outbox import MAX_ATTEMPTS
from orders.models import Order
from orders.queries import ended_since
from orders.statuses import OPEN, OVER, Status
from payments.lifecycle import FAILED, REVERSED
from payments.models import Payment, Refund
from shipping.models import Return

DAYS = 14  # in the chart, today included
REMEMBERED = timedelta(days=7)  # mails that were given up


@dataclass
class Takings:
    """Money of one currency: captured and refunded."""

    gross: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        return self.gross - self.refunded


@dataclass
class Day:
    """`orders` is the number paid on it."""

    date: date
    orders: int = 0
    takings: dict[str, Takings] = field(default_factory=lambda: defaultdict(Takings))

    @property
    def sums(self) -> list[tuple[str, Takings]]:
        return sorted(self.takings.items())


def with_today(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Four queries, each by an index, for users who may see orders; one more for each warning."""
    now = timezone.now()
    if request.user.has_perm("orders.view_order"):
        days = sales_by_day(now)
        context |= {"today": today(now, days[-1]), "days": days, "chart": chart_of(days)}
    context["is_proxy_unknown"] = is_proxy_unknown(request)
    if request.user.has_perm("payments.view_refund"):
        context["failed_refunds"] = Refund.objects.filter(status=FAILED).count()
    if is_on("shipping") and request.user.has_perm("shipping.view_return"):
        context["returns_without_owner"] = Return.objects.open().without_owner().count()
    return context | _unfinished(request, now)


def _unfinished(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What goes wrong in the background, where nobody would notice."""
    found: dict[str, Any] = {}
    if request.user.has_perm("jobs.view_job"):
        found["failed_jobs"] = Job.objects.in_state(State.FAILED).count()
    if request.user.has_perm("notifications.view_mail"):
        recent = Mail.objects.filter(created_at__gte=now - REMEMBERED, attempts__gte=MAX_ATTEMPTS)
        found["given_up_mails"] = recent.filter(state=MailState.FAILED).count()
        tried = Mail.objects.filter(state=MailState.QUEUED, next_try_at__isnull=False)
        found["unsent_mails"] = tried.exclude(last_error="").count()
    if is_on("billing") and request.user.has_perm("billing.view_duework"):
        due = DueWork.objects.filter(done_at=None, on_clock=False, at__lte=now)
        found["failed_due_work"] = due.exclude(last_error="").count()
    return found


def today(now: datetime, sales: Day) -> dict[str, Any]:
    """All open orders, whenever placed, and those that ended since midnight."""
    orders = Order.objects.filter(store__is_platform=False).order_by()
    counts = _by_status(orders.filter(status__in=OPEN))
    counts |= _by_status(ended_since(start_of_day(now), orders))
    return {
        "open": [_counted(status, counts) for status in OPEN],
        "ended": [_counted(status, counts) for status in OVER],
        "sales": sales,
    }


def sales_by_day(now: datetime) -> list[Day]:
    """What was captured and refunded at stores on each of the last DAYS days, the oldest first.

    Money counts on the day it was captured, not when its order was placed; a refund when it was owed.
    """
    first = start_of_day(now) - timedelta(days=DAYS - 1)
    days = {day: Day(day) for day in (first.date() + timedelta(days=n) for n in range(DAYS))}
    sold = Payment.objects.filter(order__store__is_platform=False)
    came = sold.order_by().filter(captured_at__gte=first)
    paid = came.values_list(TruncDate("captured_at"), "currency")
    for day, currency, gross, orders in paid.annotate(
        gross=Sum("captured"), orders=Count("order", distinct=True)
    ):
        if day in days:
            days[day].orders += orders
            days[day].takings[currency].gross += gross
    back = Refund.objects.filter(payment__order__store__is_platform=False, created_at__gte=first)
    went = back.order_by().exclude(status=REVERSED)
    refunds = went.values_list(TruncDate("created_at"), "payment__currency")
    for day, currency, refunded in refunds.annotate(refunded=Sum("amount")):
        if day in days:
            days[day].takings[currency].refunded += refunded
    return list(days.values())


def chart_of(days: list[Day]) -> dict[str, Any]:
    """For static/js/sales.js: one currency, that of new stores unless nothing was sold in it."""
    sold = {currency for day in days for currency in day.takings}
    usual = settings.DEFAULT_CURRENCY
    currency = usual if usual in sold or not sold else min(sold)
    return {
        "money": money_format(currency),
        "days": [day.date.isoformat() for day in days],
        "orders": [day.orders for day in days],
        "net": [str(day.takings[currency].net if currency in day.takings else 0) for day in days],
    }


def _counted(status: Status, counts: dict[str, int]) -> tuple[str, str, int]:
    return status.value, str(status.label), counts.get(status, 0)


def _by_status(orders: QuerySet[Order]) -> dict[str, int]:
    return dict(orders.values_list("status").annotate(orders=Count("pk")))
