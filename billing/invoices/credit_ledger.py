"""A tenant's ledger of credit: what was granted, used and carried over, and what is left after each entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from billing.invoices.texts import name_of
from billing.models import Credit, CreditKind, Tenant
from core.spreadsheets import csv_download, csv_lines, inert


@dataclass(frozen=True, slots=True)
class CreditSums:
    """`carried` is below zero for what the next invoice includes."""

    entries: int
    granted: Decimal
    used: Decimal
    carried: Decimal

    @property
    def balance(self) -> Decimal:
        return self.granted - self.used + self.carried


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    day: date  # of the tenant
    text: str
    amount: Decimal
    balance: Decimal  # after it


def credit_sums(tenant: Tenant) -> CreditSums:
    found = tenant.credits.order_by().aggregate(
        entries=Count("pk"),
        granted=Sum("amount", filter=Q(kind=CreditKind.GRANTED)),
        used=Sum("amount", filter=Q(kind=CreditKind.USED)),
        carried=Sum("amount", filter=Q(kind=CreditKind.CARRIED)),
    )
    granted, used, carried = (found[name] or Decimal(0) for name in ("granted", "used", "carried"))
    return CreditSums(found["entries"], granted, -used, carried)


def credits_of(tenant: Tenant) -> QuerySet[Credit]:
    """The latest first; each with `balance`, what was left after it."""
    balance = Window(Sum("amount"), order_by=F("pk").asc())
    rows = Credit.objects.filter(tenant=tenant).annotate(balance=balance)
    return rows.select_related("closed_month__invoice").order_by("-pk")


def entry_of(credit: Credit, tenant: Tenant) -> LedgerEntry:
    day = credit.at.astimezone(tenant.tz).date()
    balance: Decimal = credit.balance  # type: ignore[attr-defined]
    return LedgerEntry(day, _text(credit), credit.amount, balance)


def credits_as_csv(tenant: Tenant) -> StreamingHttpResponse:
    return csv_download(csv_lines(_rows(tenant)), "credit.csv")


def _rows(tenant: Tenant) -> Iterator[list[object]]:
    yield [_("Date"), _("Entry"), _("Amount"), _("Balance"), _("Currency")]
    for credit in credits_of(tenant).order_by("pk").iterator(1000):
        entry = entry_of(credit, tenant)
        yield [entry.day, inert(entry.text), entry.amount, entry.balance, tenant.currency]


def _text(credit: Credit) -> str:
    if credit.closed_month is None:
        text = _("Granted: %(reason)s") if credit.amount > 0 else _("Taken back: %(reason)s")
        return text % {"reason": credit.reason}
    names = {"month": name_of(credit.closed_month.month)}
    if credit.kind == CreditKind.USED:
        return _("Used for %(month)s") % names
    if credit.amount < 0:
        return _("Carried over from %(month)s, too little for an invoice") % names
    if invoice := credit.closed_month.invoice:
        text = _("What was carried over is in invoice %(number)s")
        return text % {"number": invoice.number}
    return _("Carried over from %(month)s in your favour") % names
