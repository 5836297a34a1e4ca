"""What was invoiced, collected and credited by month, and what is overdue.

Tenants with a test clock do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from billing.invoice_lifecycle import PAID
from billing.invoices.amount_due import with_amount_due
from billing.models import CreditNote, Invoice, InvoiceMove
from billing.months import Month
from core.days import DAY, midnight
from core.fields import MoneyField

AGES = ((1, 30), (31, 60), (61, 90), (91, None))  # days after the day on which it was due
REAL = {"tenant__clock": None}


@dataclass(slots=True)
class BilledMonth:
    """`collected` is what paid invoices, less what went back: by refunds, or because they are open again."""

    month: Month
    invoices: int = 0
    invoiced: Decimal = Decimal(0)
    collected: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)

    def __bool__(self) -> bool:
        return bool(self.invoices or self.invoiced or self.collected or self.credited)


@dataclass(frozen=True, slots=True)
class Age:
    """Unpaid invoices that have been overdue for so many days; `last` is None for all that are older."""

    first: int
    last: int | None
    invoices: int = 0
    amount: Decimal = Decimal(0)


def billed_by_month(months: Sequence[Month]) -> dict[str, list[BilledMonth]]:
    """By currency, in the months of the site's time zone."""
    found: dict[str, dict[Month, BilledMonth]] = defaultdict(
        lambda: {month: BilledMonth(month) for month in months}
    )
    for currency, month, total, count in _invoiced(months):
        found[currency][month].invoices += count
        found[currency][month].invoiced += total
    for currency, month, total, refunded in _credited(months):
        found[currency][month].credited += total
        found[currency][month].collected -= refunded or 0
    for currency, month, total, _count in _paid(months):
        found[currency][month].collected += total
    for currency, month, total, _count in _credited_before(months):
        found[currency][month].collected -= total
    return {currency: list(found[currency].values()) for currency in sorted(found)}


def overdue_invoices(today: date) -> QuerySet[Invoice]:
    """Unpaid after their day, written off or not, the oldest first; `due` is what is owed of each."""
    overdue = Invoice.objects.filter(due_day__lt=today, **REAL).exclude(status=PAID)
    return with_amount_due(overdue).order_by("due_day", "pk")


def overdue_by_age(today: date) -> dict[str, list[Age]]:
    """By currency; all ages of each."""
    age = Case(
        *[
            When(due_day__gte=today - timedelta(days=last), then=Value(number))
            for number, (_first, last) in enumerate(AGES)
            if last
        ],
        default=Value(len(AGES) - 1),
    )
    rows = overdue_invoices(today).order_by().annotate(age=age).values_list("currency", "age")
    found: dict[str, dict[int, tuple[int, Decimal]]] = defaultdict(dict)
    for currency, number, count, total in rows.annotate(Count("pk"), Sum("due")):
        found[currency][number] = count, total
    return {
        currency: [Age(*ends, *found[currency].get(n, ())) for n, ends in enumerate(AGES)]
        for currency in sorted(found)
    }


Rows = Iterable[tuple[str, Month, Any, Any]]


def _invoiced(months: Sequence[Month]) -> Rows:
    rows = _of_months(Invoice.objects.filter(**REAL), "finalized_at", months)
    return _by_month(rows, "currency", Sum("total"), Count("pk"))


def _credited(months: Sequence[Month]) -> Rows:
    """With what of it was refunded."""
    notes = CreditNote.objects.filter(invoice__tenant__clock=None)
    refunded = Sum("amount", filter=Q(refund__isnull=False))
    rows = _of_months(notes, "at", months)
    return _by_month(rows, "invoice__currency", Sum("amount"), refunded)


def _paid(months: Sequence[Month]) -> Rows:
    """The totals of invoices when they were paid, less the same when they were opened again."""
    total = Case(When(verb="pay", then="invoice__total"), default=-F("invoice__total"))
    rows = _of_months(_payments(), "at", months)
    return _by_month(rows, "invoice__currency", Sum(total), Count("pk"))


def _credited_before(months: Sequence[Month]) -> Rows:
    """What credit notes had taken from them by then: that was not paid."""
    note = F("invoice__credit_notes__amount")
    amount = Case(When(verb="pay", then=note), default=-note, output_field=MoneyField())
    earlier = _payments().filter(invoice__credit_notes__at__lte=F("at"))
    rows = _of_months(earlier, "at", months)
    return _by_month(rows, "invoice__currency", Sum(amount), Count("pk"))


def _payments() -> QuerySet[InvoiceMove]:
    return InvoiceMove.objects.filter(verb__in=["pay", "reopen"], invoice__tenant__clock=None)


def _of_months(rows: QuerySet[Any], field: str, months: Sequence[Month]) -> QuerySet[Any]:
    """Each with `in_month`, its month."""
    start, end = midnight(months[0].first), midnight(months[-1].last + DAY)
    zone = ZoneInfo(settings.TIME_ZONE)
    found = rows.filter(**{f"{field}__gte": start, f"{field}__lt": end})
    grouped: QuerySet[Any] = found.annotate(in_month=TruncMonth(field, tzinfo=zone))
    return grouped.order_by()


def _by_month(rows: QuerySet[Any], currency: str, first: Any, second: Any) -> Rows:
    grouped = rows.values_list(currency, "in_month").annotate(first=first, second=second)
    for code, month, one, other in grouped:
        yield code, Month.of(month.date()), one, other
