"""Payout runs: what each partner of a store would get, locked in, approved, and transferred once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from affiliates.balances import payable_entries
from affiliates.bank_accounts import unseal
from affiliates.events import PayoutRunMade, PayoutSent
from affiliates.lifecycle import LEFT
from affiliates.models import (
    EntryKind,
    LedgerEntry,
    Partner,
    Payout,
    PayoutEntry,
    PayoutRun,
    Programme,
)
from affiliates.withholding import NOTHING_WITHHELD, Withheld, withheld
from core.events import publish
from core.lifecycle import start


class PayoutRefused(Exception):
    """No payout was prepared; the text can be shown to the user as it is."""


@dataclass(slots=True)
class PreparedPayout:
    """What a partner would get, or in `problem` why nothing for now: then it is carried on."""

    partner: Partner
    gross: Decimal = Decimal(0)
    entries: list[LedgerEntry] = field(default_factory=list)
    problem: str = ""
    tax: Withheld = NOTHING_WITHHELD

    @property
    def withheld(self) -> Decimal:
        return self.tax.income_tax + self.tax.local_tax

    @property
    def net(self) -> Decimal:
        return self.gross - self.withheld


def preview(programme: Programme, now: datetime) -> list[PreparedPayout]:
    """Each partner with something payable, or a negative balance; three queries for any number of them."""
    partners = Partner.objects.filter(programme=programme)
    entries = payable_entries(partners, programme.currency, now).order_by("pk")
    found: dict[int, PreparedPayout] = {}
    for entry in entries.select_related("partner__user"):
        prepared = found.setdefault(entry.partner_id, PreparedPayout(entry.partner))
        prepared.gross += entry.amount
        prepared.entries.append(entry)
    for prepared in found.values():
        _complete(prepared, programme)
    return sorted(found.values(), key=lambda each: (bool(each.problem), each.partner.name))


@transaction.atomic
def make_run(programme: Programme, *, by: User, now: datetime | None = None) -> PayoutRun:
    """Lock in what is payable now. Of two calls at once the second finds nothing left: PayoutRefused."""
    now = now or timezone.now()
    rows = Programme.objects.select_for_update(of=("self",)).select_related("store")
    programme = rows.get(pk=programme.pk)
    paid = [prepared for prepared in preview(programme, now) if not prepared.problem]
    if not paid:
        raise PayoutRefused(_("There is nothing to pay out now."))
    run = PayoutRun.objects.create(programme=programme, currency=programme.currency, made_at=now)
    for prepared in paid:
        _store(run, prepared)
    start(run, by=by, event=PayoutRunMade, now=now)
    return run


def book_payouts(run: PayoutRun, now: datetime) -> None:
    """The run is transferred: each of its payouts is booked, in the transaction of that move."""
    for payout in run.payouts.select_related("partner").order_by("pk"):
        payout.run = run
        LedgerEntry.objects.create(
            partner_id=payout.partner_id,
            kind=EntryKind.PAYOUT,
            amount=-payout.gross,
            currency=run.currency,
            at=now,
            payout=payout,
        )
        publish(PayoutSent(payout, now))


def sums_of(payouts: Sequence[Payout] | Sequence[PreparedPayout]) -> dict[str, Decimal]:
    """Of the columns of a table."""
    names = ("gross", "withheld", "net")
    return {name: sum((getattr(each, name) for each in payouts), Decimal(0)) for name in names}


def _complete(prepared: PreparedPayout, programme: Programme) -> None:
    partner = prepared.partner
    if prepared.gross <= 0:
        prepared.problem = _("Nothing is owed: the balance is carried on.")
    elif prepared.gross < programme.minimum_payout and partner.status != LEFT:
        prepared.problem = _("Less than the least amount: it is carried on.")
    elif not partner.tax_kind or unseal(partner.bank_sealed) is None:
        prepared.problem = _("No bank account is entered yet.")
    else:
        prepared.tax = withheld(prepared.gross, programme.currency, partner.tax_kind)


def _store(run: PayoutRun, prepared: PreparedPayout) -> None:
    payout = Payout.objects.create(
        run=run,
        partner=prepared.partner,
        gross=prepared.gross,
        income_tax=prepared.tax.income_tax,
        local_tax=prepared.tax.local_tax,
        net=prepared.net,
        tax_kind=prepared.partner.tax_kind,
        bank_sealed=prepared.partner.bank_sealed,
    )
    PayoutEntry.objects.bulk_create(
        PayoutEntry(payout=payout, entry=entry) for entry in prepared.entries
    )
