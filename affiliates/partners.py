"""Verbs of partners: apply, decide, codes, and the account that they are paid to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from affiliates.balances import balances, is_owed_money
from affiliates.bank_accounts import BankAccount, seal
from affiliates.codes import (
    MAX_CODES,
    CodeRefused,
    folded,
    new_code,
    normalized,
    refuse_unfit,
)
from affiliates.events import PartnerApplied
from affiliates.lifecycle import ENDED_RUNS, LEFT, REFUSED
from affiliates.models import (
    EntryKind,
    LedgerEntry,
    Partner,
    PartnerCode,
    Payout,
    Programme,
)
from affiliates.models.programmes import percent_of
from core.lifecycle import lock, move, move_locked, start
from coupons.models import Campaign
from stores.access import Right, may


class PartnerRefused(Exception):
    """It cannot be done; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Application:
    """`terms_version` is that of the page on which the applicant agreed."""

    name: str
    channel: str
    plan: str
    terms_version: int


@transaction.atomic
def apply(
    programme: Programme, user: User, application: Application, now: datetime | None = None
) -> Partner:
    """The user's application, also after a refusal. Raises PartnerRefused, also if the terms changed."""
    now = now or timezone.now()
    programme = (
        Programme.objects.select_for_update(of=("self",))
        .select_related("store")
        .get(pk=programme.pk)
    )
    _refuse_application(programme, user, application)
    fields = {
        "name": application.name,
        "channel": application.channel,
        "plan": application.plan,
        "agreed_at": now,
        "terms_version": programme.terms_version,
        "terms_text": full_terms(programme),
    }
    partner = Partner.objects.filter(programme=programme, user=user).first()
    if partner is None:
        partner = Partner.objects.create(programme=programme, user=user, applied_at=now, **fields)
        start(partner, by=user, event=PartnerApplied, now=now)
    elif partner.status in (REFUSED, LEFT):
        move(partner, "apply_again", by=user, now=now, application=fields)
    else:
        raise PartnerRefused(_("You applied already."))
    return partner


def full_terms(programme: Programme) -> str:
    """What partners agree to: the duty to disclose, then the store's own terms."""
    return "\n\n".join(filter(None, [str(disclosure_duty()), programme.terms]))


def disclosure_duty() -> str:
    """By the Fair Trade Commission's guideline on recommendations and advertising (추천·보증 심사지침)."""
    return _(
        "Whenever I promote this store, I say clearly and at the beginning that I am paid for it,"
        " for example: “Advertising: I receive a commission.”"
    )


@transaction.atomic
def add_code(
    partner: Partner, typed: str, *, campaign: Campaign | None = None, now: datetime | None = None
) -> PartnerCode:
    """Another code of the partner: the one typed, or a random one. Raises CodeRefused."""
    lock(partner)
    if not partner.is_active:
        raise CodeRefused(_("Codes can be made once the store has approved you."))
    if partner.codes.count() >= MAX_CODES:
        raise CodeRefused(_("You have as many codes as a partner can have."))
    code = normalized(typed) or new_code()
    refuse_unfit(code)
    try:
        with transaction.atomic():
            return PartnerCode.objects.create(
                code=code,
                folded=folded(code),
                partner=partner,
                campaign=campaign,
                made_at=now or timezone.now(),
            )
    except IntegrityError as error:
        raise CodeRefused(_("This code, or one that looks like it, is taken.")) from error


@transaction.atomic
def change_rate(
    partner: Partner, rate: Decimal | None, *, by: User, now: datetime | None = None
) -> None:
    """In percent; None for that of the programme. Raises MoveRefused."""
    lock(partner)
    note = "" if rate is None else f"{percent_of(rate)} %"
    move_locked(partner, "change_rate", by=by, note=note, now=now, rate=rate)


def set_payment_details(partner: Partner, account: BankAccount, tax_kind: str) -> None:
    """For payouts that are prepared from now on."""
    partner.bank_sealed, partner.tax_kind = seal(account), tax_kind
    partner.save(update_fields=["bank_sealed", "tax_kind"])


def correct(
    partner: Partner, amount: Decimal, *, note: str, by: User, now: datetime | None = None
) -> LedgerEntry:
    """A correction in the store's currency; negative takes away. Raises PartnerRefused."""
    if not amount:
        raise PartnerRefused(_("Please give an amount of money."))
    return LedgerEntry.objects.create(
        partner=partner,
        kind=EntryKind.ADJUSTMENT,
        amount=amount,
        currency=partner.programme.currency,
        at=now or timezone.now(),
        note=note,
        actor=by,
    )


def leave_all(user: User, now: datetime) -> None:
    """The account is deleted: no link of it counts any more. What is owed can still be paid out."""
    for partner in Partner.objects.filter(user=user).exclude(status=LEFT).order_by("pk"):
        move(partner, "leave", by=user, now=now)


def erase_if_settled(partner: Partner, now: datetime) -> None:
    """Erase the bank account of a partner who leaves, unless money is owed to them."""
    if not is_owed_money(partner, now):
        _erase_accounts([partner.pk])
        partner.bank_sealed = ""


def erase_settled_accounts(now: datetime | None = None) -> int:
    """Erase the bank accounts of partners who left and are owed nothing any more; returns of how many."""
    now = now or timezone.now()
    with transaction.atomic():
        in_payouts = _payouts_to_erase().values("partner")
        stored = ~Q(bank_sealed="") | Q(pk__in=in_payouts)
        left = Partner.objects.filter(stored, status=LEFT).order_by("pk")
        partners = list(left.select_for_update(of=("self",), no_key=True))
        found = balances(partners, now)
        settled = [
            pk for pk, owed in found.items() if all(each.total <= 0 for each in owed.values())
        ]
        _erase_accounts(settled)
        return len(settled)


def _erase_accounts(partners: Collection[int]) -> None:
    """Erase the accounts of partners (primary keys), also from payouts that are transferred or discarded."""
    _payouts_to_erase().filter(partner__in=partners).update(bank_sealed="")
    Partner.objects.filter(pk__in=partners).update(bank_sealed="")


def _payouts_to_erase() -> QuerySet[Payout]:
    """Payouts whose copy of the account is not needed any more."""
    return Payout.objects.filter(run__status__in=ENDED_RUNS).exclude(bank_sealed="")


def _refuse_application(programme: Programme, user: User, application: Application) -> None:
    if not programme.is_on or programme.store.archived_at is not None:
        raise PartnerRefused(_("This store takes no partners at the moment."))
    if may(user, programme.store, Right.RUN_AFFILIATES):
        raise PartnerRefused(_("You run this store's programme, so you cannot be its partner."))
    if application.terms_version != programme.terms_version:
        raise PartnerRefused(_("The terms changed meanwhile. Please read them again."))
