"""A partner who leaves or deletes the account gets what is owed; only then the bank account is erased."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import delete_account
from affiliates.bank_accounts import unseal
from affiliates.lifecycle import PartnerStatus
from affiliates.partners import correct, erase_settled_accounts, set_payment_details
from affiliates.payouts import make_run
from core.lifecycle import move
from tests.affiliates.conftest import ACCOUNT, completed, paid_order


@pytest.fixture
def owed(payable_partner, tea, code):
    completed(paid_order(tea, code, 5))
    return payable_partner


def account_of(partner):
    partner.refresh_from_db()
    return unseal(partner.bank_sealed)


def paid_out(partner, bea):
    run = make_run(partner.programme, by=bea)
    move(run, "approve", by=bea)
    move(run, "pay", by=bea)
    return run.payouts.get()


def test_without_money_owed_the_account_is_erased_at_once(payable_partner, pat):
    move(payable_partner, "leave", by=pat)

    assert account_of(payable_partner) is None


def test_who_deletes_the_account_is_still_paid(owed, pat, bea):
    owed.programme.minimum_payout = Decimal(10000)  # more than they can ever reach now
    owed.programme.save()

    delete_account(pat)

    assert (account_of(owed), owed.status, owed.plan) == (ACCOUNT, PartnerStatus.LEFT, "")
    assert erase_settled_accounts() == 0
    payout = paid_out(owed, bea)
    assert (payout.gross, unseal(payout.bank_sealed)) == (500, ACCOUNT)
    assert erase_settled_accounts() == 1
    assert account_of(owed) is None


def test_what_is_pending_is_owed(payable_partner, tea, code, pat, bea):
    order, now = paid_order(tea, code), timezone.now()
    move(payable_partner, "leave", by=pat)
    assert account_of(payable_partner) == ACCOUNT

    completed(order, now)

    assert erase_settled_accounts(now + timedelta(days=99)) == 0


def test_a_negative_balance_keeps_no_account(owed, pat, bea):
    move(owed, "leave", by=pat)
    correct(owed, Decimal(-700), note="Paid in cash", by=bea)

    assert erase_settled_accounts() == 1


def test_paid_and_discarded_payouts_of_who_left_keep_no_account(owed, bea, pat):
    discarded = make_run(owed.programme, by=bea)
    move(discarded, "discard", by=bea)
    paid = make_run(owed.programme, by=bea)
    move(paid, "approve", by=bea)
    delete_account(pat)
    correct(owed, Decimal(-700), note="Paid in cash", by=bea)

    assert erase_settled_accounts() == 1
    assert unseal(discarded.payouts.get().bank_sealed) is None
    assert unseal(paid.payouts.get().bank_sealed) == ACCOUNT
    move(paid, "pay", by=bea)

    assert erase_settled_accounts() == 1
    assert unseal(paid.payouts.get().bank_sealed) is None
    assert erase_settled_accounts() == 0


def test_leaving_when_all_is_paid_erases_the_account_everywhere(owed, bea, pat):
    payout = paid_out(owed, bea)
    assert unseal(payout.bank_sealed) == ACCOUNT

    move(owed, "leave", by=pat)

    payout.refresh_from_db()
    assert (account_of(owed), payout.bank_sealed) == (None, "")


def test_accounts_of_active_partners_are_not_erased(payable_partner):
    assert erase_settled_accounts() == 0


def test_both_pages_of_leaving_say_what_is_owed(client, owed, pat, store):
    client.force_login(pat)

    for page in (reverse("affiliates:leave", args=[store.slug]), reverse("accounts:delete")):
        text = client.get(page).content.decode()
        assert "₩500" in text
        assert "stays, encrypted, until that is paid" in text


def test_leaving_without_an_account_asks_for_one_first(client, partner, pat, store, bea):
    correct(partner, Decimal(900), note="Bonus", by=bea)
    client.force_login(pat)

    for page in (reverse("affiliates:leave", args=[store.slug]), reverse("accounts:delete")):
        assert "Enter first where you are paid" in client.get(page).content.decode()
    set_payment_details(partner, ACCOUNT, "individual")
    assert "stays, encrypted" in client.get(page).content.decode()
