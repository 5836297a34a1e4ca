"""The ledger of a replayed scenario: a line for what happened at a time, and for each line of an invoice.

Always in English, so that files compare alike on every site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import override

from billing.invoices.texts import shown
from billing.models import Invoice, Tenant, TenantEvent
from billing.timeline import text_of
from core.money import format_money

LANGUAGE = "en"
WIDTH = 70  # of what happened
AMOUNTS = ("total", "amount")  # in the data of timelines


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime  # in the tenant's zone
    what: str
    amount: str = ""
    is_first: bool = False  # of what happened at that time

    def __str__(self) -> str:
        time = f"{self.at:%Y-%m-%d %H:%M}"
        return f"{time}  {self.what:<{WIDTH}}{self.amount:>14}".rstrip()


def ledger_of(tenant: Tenant) -> list[Entry]:
    """What the timeline has, in its order, without the entry of the tenant's beginning."""
    invoices = {each.number: each for each in tenant.invoices.prefetch_related("lines")}
    rows = tenant.timeline.exclude(kind="tenant_created").order_by("at", "pk")
    with override(LANGUAGE):
        return [entry for row in rows for entry in _entries(tenant, row, invoices)]


def plain(tenant: Tenant, text: str) -> str:
    """Without what is this clock's alone in numbers and codes."""
    return text.replace(f"T{tenant.number}-", "").replace(f"clock{tenant.clock_id}-", "")


def _entries(tenant: Tenant, row: TenantEvent, invoices: dict[str, Invoice]) -> Iterator[Entry]:
    at = row.at.astimezone(tenant.tz)
    if row.kind == "invoice_finalized":
        invoice = invoices[row.data["number"]]
        yield from _of_invoice(at, invoice)
    text = plain(tenant, text_of(row))
    amount = next((_amount(row.data[name]) for name in AMOUNTS if name in row.data), "")
    if amount and text.endswith(f": {amount}"):
        yield Entry(at, text.removesuffix(f": {amount}"), amount)
    else:
        yield Entry(at, text)


def _of_invoice(at: datetime, invoice: Invoice) -> Iterator[Entry]:
    for line in invoice.lines.all():
        text = shown(line, invoice.currency)
        yield Entry(
            at, ": ".join(filter(None, [text.title, text.detail])), _money(invoice, line.amount)
        )


def _amount(stored: list[str]) -> str:
    amount, currency = stored
    return format_money(Decimal(amount), currency, LANGUAGE)


def _money(invoice: Invoice, amount: Decimal) -> str:
    return format_money(amount, invoice.currency, LANGUAGE)
