"""Payouts: what is payable, taxes, second persons, and that each entry is paid once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from affiliates.balances import balance_of
from affiliates.bank_accounts import BankAccount, masked, rotate_all, seal, unseal
from affiliates.lifecycle import RunStatus
from affiliates.models import EntryKind, LedgerEntry, PayoutEntry, Sale
from affiliates.partners import correct
from affiliates.payouts import PayoutRefused, make_run, preview
from affiliates.withholding import withheld
from core.lifecycle import MoveForbidden, MoveRefused, move
from payments.refunds import refund_part
from stores.access import MemberRole
from tests.affiliates.conftest import ACCOUNT, completed, paid_order
from tests.factories import MemberFactory, OrderFactory


@pytest.fixture
def owed(payable_partner, tea, code):
    """A sale that is payable: 10,000 (of 50 pieces, each with a profit of 1,000)."""
    tea.profit.amount = Decimal(1000)
    tea.profit.save()
    completed(paid_order(tea, code, 50))
    return payable_partner


@pytest.fixture
def manager(store):
    member = MemberFactory(store=store, role=MemberRole.MANAGER).user
    member.refresh_from_db()
    return member


def balance(partner, now=None):
    [found] = balance_of(partner, now or timezone.now())
    return found.pending, found.payable, found.in_payout, found.paid


def paid_run(partner, bea):
    run = make_run(partner.programme, by=bea)
    move(run, "approve", by=bea)
    move(run, "pay", by=bea)
    return run


def test_a_sale_is_payable_once_its_return_window_is_over(tea, code, partner):
    order, now = paid_order(tea, code), timezone.now()
    assert balance(partner) == (100, 0, 0, 0)

    completed(order, now)

    assert balance(partner, now + timedelta(days=13)) == (100, 0, 0, 0)
    assert balance(partner, now + timedelta(days=14)) == (0, 100, 0, 0)


def test_completing_an_order_begins_the_window(tea, code, bea):
    order = paid_order(tea, code)
    for verb, details in (("accept", {"minutes": 5}), ("prepare", {}), ("complete", {})):
        move(order, verb, by=bea, **details)

    window = Sale.objects.get().payable_at - order.history.last().at
    assert window == timedelta(days=14)


def test_entries_pass_from_payable_to_paid(owed, bea):
    run = make_run(owed.programme, by=bea)
    assert balance(owed) == (0, 0, 10000, 0)

    move(run, "approve", by=bea)
    move(run, "pay", by=bea)

    assert balance(owed) == (0, 0, 0, 10000)
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0


def test_a_discarded_run_makes_its_entries_payable_again(owed, bea):
    run = make_run(owed.programme, by=bea)

    move(run, "discard", by=bea)

    assert (run.status, balance(owed)) == (RunStatus.DISCARDED, (0, 10000, 0, 0))
    assert make_run(owed.programme, by=bea).payouts.get().gross == 10000


def test_a_downloaded_run_is_discarded_only_with_a_confirmation(owner, owed, bea, store):
    run = make_run(owed.programme, by=bea)
    move(run, "approve", by=bea)
    discard = reverse("affiliates:move-run", args=[store.slug, run.number, "discard"])
    assert "confirmed" not in owner.get(discard).context["form"].fields
    owner.get(reverse("affiliates:bank-csv", args=[store.slug, run.number]))
    asked = owner.get(discard).content.decode()
    assert f"{bea.name} downloaded the file" in asked

    refused = owner.post(discard, follow=True).content.decode()
    with pytest.raises(MoveRefused, match="confirm first"):
        move(run, "discard", by=bea)
    assert "confirm first" in refused
    owner.post(discard, {"confirmed": "on"})

    run.refresh_from_db()
    assert run.status == RunStatus.DISCARDED
    step = run.history.get(verb="download")
    assert (step.actor, step.source, step.target) == (bea, "approved", "approved")


def test_only_the_file_itself_records_a_download(owner, owed, bea, store):
    run = make_run(owed.programme, by=bea)
    move(run, "approve", by=bea)

    page = reverse("affiliates:move-run", args=[store.slug, run.number, "download"])

    assert (owner.get(page).status_code, owner.post(page).status_code) == (404, 404)


def test_what_is_refunded_after_its_payout_is_carried_on(owed, bea, tea, code):
    order = Sale.objects.get().order
    paid_run(owed, bea)
    refund_part(order, order.total, reason="Broken", by=bea)
    assert balance(owed) == (0, -10000, 0, 10000)
    with pytest.raises(PayoutRefused):
        make_run(owed.programme, by=bea)

    completed(paid_order(tea, code, 60))

    assert make_run(owed.programme, by=bea).payouts.get().gross == 2000


def test_less_than_the_minimum_or_no_account_is_carried_on(owed, bea):
    owed.programme.minimum_payout = Decimal(10001)
    owed.programme.save()
    [prepared] = preview(owed.programme, timezone.now())
    assert "least amount" in prepared.problem

    owed.programme.minimum_payout = Decimal(0)
    owed.programme.save()
    owed.bank_sealed = ""
    owed.save()

    [prepared] = preview(owed.programme, timezone.now())
    assert "No bank account" in prepared.problem


def test_whoever_prepared_a_run_does_not_approve_it_where_another_could(owed, bea, manager):
    run = make_run(owed.programme, by=bea)

    with pytest.raises(MoveRefused, match="Another member"):
        move(run, "approve", by=bea)

    move(run, "approve", by=manager)
    assert run.status == RunStatus.APPROVED


def test_a_run_is_not_paid_before_it_is_approved(owed, bea, dan):
    run = make_run(owed.programme, by=bea)

    with pytest.raises(MoveRefused):
        move(run, "pay", by=bea)
    with pytest.raises(MoveForbidden):
        move(run, "approve", by=dan)


def test_an_entry_is_of_one_payout_only(owed, bea):
    payout = make_run(owed.programme, by=bea).payouts.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutEntry.objects.create(payout=payout, entry=LedgerEntry.objects.get())


@pytest.mark.parametrize(
    ("gross", "currency", "kind", "taxes"),
    [
        ("10000", "KRW", "individual", ("300", "30")),
        ("123456", "KRW", "individual", ("3700", "370")),  # 3,703.68 and 370: parts below 10 won
        ("100", "KRW", "individual", ("0", "0")),
        ("100.00", "USD", "individual", ("3.00", "0.30")),
        ("10000", "KRW", "business", ("0", "0")),
        ("10000", "KRW", "foreign", ("0", "0")),
    ],
)
def test_withholding(gross, currency, kind, taxes):
    tax = withheld(Decimal(gross), currency, kind)

    assert (tax.income_tax, tax.local_tax) == tuple(map(Decimal, taxes))


def test_a_payout_is_net_of_what_is_withheld(owed, bea):
    payout = make_run(owed.programme, by=bea).payouts.get()

    assert (payout.gross, payout.income_tax, payout.local_tax, payout.net) == (10000, 300, 30, 9670)


def test_corrections_are_payable_at_once(partner, bea):
    correct(partner, Decimal(-50), note="Paid in cash", by=bea)

    assert balance(partner) == (0, -50, 0, 0)
    assert LedgerEntry.objects.get().kind == EntryKind.ADJUSTMENT


def test_bank_accounts_are_encrypted_and_masked(owed):
    owed.refresh_from_db()

    assert ACCOUNT.number not in owed.bank_sealed
    assert unseal(owed.bank_sealed) == ACCOUNT
    assert masked(owed.bank_sealed) == "Example Bank ••••6789"


def test_bank_accounts_survive_a_new_secret_key(owed, settings):
    owed.refresh_from_db()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(owed.bank_sealed) == ACCOUNT

    assert rotate_all() == 1
    settings.SECRET_KEY_FALLBACKS = []

    owed.refresh_from_db()
    assert unseal(owed.bank_sealed) == ACCOUNT
    settings.SECRET_KEY = "lost-key-" * 5
    assert unseal(owed.bank_sealed) is None


def test_sealing_twice_differs():
    account = BankAccount("B", "H", "1")

    assert seal(account) != seal(account)


def test_an_order_without_a_sale_is_completed(store):
    assert OrderFactory(store=store, status="completed", fulfilment="pickup").status == "completed"
