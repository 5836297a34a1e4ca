"""What a partner has earned, by what may become of it: pending, payable, in a payout, paid.

Sales are pending until their return window is over; their refunds follow them. Corrections are payable at
once. A negative sum is carried on to the next payout.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from affiliates.lifecycle import RunStatus
from affiliates.models import EntryKind, LedgerEntry, Partner

EARNED = (
    EntryKind.SALE,
    EntryKind.REVERSAL,
    EntryKind.RESTORATION,
    EntryKind.ADJUSTMENT,
)


@dataclass(frozen=True, slots=True)
class Balance:
    """In one currency; `total` is what is owed."""

    currency: str
    pending: Decimal = Decimal(0)
    payable: Decimal = Decimal(0)
    in_payout: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def earned(self) -> Decimal:
        return self.pending + self.payable + self.in_payout + self.paid

    @property
    def total(self) -> Decimal:
        return self.pending + self.payable + self.in_payout


def is_payable(now: datetime) -> Q:
    """Entries that a payout may pay, if none does yet."""
    return Q(kind__in=EARNED) & (Q(sale=None) | Q(sale__payable_at__lte=now))


def payable_entries(
    partners: QuerySet[Partner], currency: str, now: datetime
) -> QuerySet[LedgerEntry]:
    """Entries of partners that no payout has."""
    entries = LedgerEntry.objects.filter(partner__in=partners, currency=currency, paid_in=None)
    return entries.filter(is_payable(now))


def balances(partners: Collection[Partner], now: datetime) -> Mapping[int, dict[str, Balance]]:
    """By primary key of the partner and currency; one query for any number of them."""
    entries = LedgerEntry.objects.filter(partner__in=partners, kind__in=EARNED).order_by()
    payable, is_free = is_payable(now), Q(paid_in=None)
    pending = Q(sale__isnull=False) & (Q(sale__payable_at=None) | Q(sale__payable_at__gt=now))
    in_paid = Q(paid_in__payout__run__status=RunStatus.PAID)
    rows = entries.values("partner", "currency").annotate(
        pending=Sum("amount", filter=is_free & pending),
        payable=Sum("amount", filter=is_free & payable),
        in_payout=Sum("amount", filter=Q(paid_in__isnull=False) & ~in_paid),
        paid=Sum("amount", filter=in_paid),
    )
    found: dict[int, dict[str, Balance]] = {partner.pk: {} for partner in partners}
    for row in rows:
        sums = {
            name: row[name] or Decimal(0) for name in ("pending", "payable", "in_payout", "paid")
        }
        found[row["partner"]][row["currency"]] = Balance(row["currency"], **sums)
    return found


def is_owed_money(partner: Partner, now: datetime) -> bool:
    """Whether anything is to be paid to the partner, now or later."""
    return any(balance.total > 0 for balance in balances([partner], now)[partner.pk].values())


def balance_of(partner: Partner, now: datetime) -> list[Balance]:
    """One a currency; the store's own first, also without any entry."""
    found = dict(balances([partner], now)[partner.pk])
    usual = partner.programme.currency
    first = found.pop(usual, Balance(usual))
    return [first, *(found[currency] for currency in sorted(found))]
