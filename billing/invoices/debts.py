"""What a tenant has not paid although it was due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from billing.invoice_lifecycle import OPEN, UNCOLLECTIBLE
from billing.invoices.amount_due import with_amount_due
from billing.lifecycle import PAST_DUE, EndReason
from billing.models import Invoice, Tenant
from core.reasons import PREFIX, words_of

OVERDUE = Q(status=UNCOLLECTIBLE) | Q(status=OPEN, dunning__since__isnull=False)


@dataclass(frozen=True, slots=True)
class Debt:
    """Overdue invoices, the oldest first; `amount` is what is due of all of them."""

    invoices: Sequence[Invoice]
    amount: Decimal
    status: str  # of the subscription; empty without one
    ended_for: str

    @property
    def oldest(self) -> Invoice:
        return self.invoices[0]

    @property
    def currency(self) -> str:
        return self.oldest.currency

    @property
    def is_past_due(self) -> bool:
        return self.status == PAST_DUE

    @property
    def is_suspended(self) -> bool:
        return self.ended_for == EndReason.UNPAID

    @property
    def reason(self) -> str:
        """Why the oldest could not be collected, in the active language."""
        dunning = getattr(self.oldest, "dunning", None)
        return words_of(PREFIX + dunning.reason) if dunning else ""

    @property
    def next_try_at(self) -> datetime | None:
        times = (each.dunning.next_try_at for each in self.invoices if hasattr(each, "dunning"))
        return min((time for time in times if time), default=None)

    @property
    def next_day(self) -> date | None:
        """Of the next try, where the tenant is."""
        at = self.next_try_at
        return self.oldest.tenant.day_at(at) if at else None


def overdue_of(tenant: Tenant) -> QuerySet[Invoice]:
    """The oldest first. One that is not due yet, or whose first try goes on, is not among them."""
    return tenant.invoices.filter(OVERDUE).order_by("pk")


def debt_among(invoices: QuerySet[Invoice]) -> Debt | None:
    """Of one tenant, by one query; None if nothing is overdue."""
    overdue = invoices.filter(OVERDUE).select_related("dunning", "tenant__subscription")
    found = list(with_amount_due(overdue).order_by("pk"))
    if not found:
        return None
    amount = sum((each.due for each in found), Decimal(0))  # type: ignore[attr-defined]
    subscription = getattr(found[0].tenant, "subscription", None)
    status = subscription.status if subscription else ""
    return Debt(found, amount, status, subscription.ended_for if subscription else "")
