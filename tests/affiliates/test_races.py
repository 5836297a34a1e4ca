"""Races of clicks, payments, refunds and payouts, with real threads on PostgreSQL."""

from decimal import Decimal
from functools import partial as call

import pytest
from django.utils import timezone

from affiliates.attribution import attribute
from affiliates.clicks import count_click
from affiliates.lifecycle import RunStatus
from affiliates.models import Click, EntryKind, LedgerEntry, PayoutRun, Programme
from affiliates.payouts import PayoutRefused, make_run
from core.lifecycle import AlreadyDone, MoveRefused, move
from orders.models import Order
from payments.gateways.base import PaymentOutcome
from payments.models import Payment
from payments.recording import record_outcome
from payments.refunds import refund_part
from stores.access import MemberRole
from tests.affiliates.conftest import CHROME, completed, paid_order
from tests.captures import started
from tests.factories import MemberFactory, place
from tests.racing import losers, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owed(payable_partner, tea, code):
    """Two sales that are payable: 300 in all."""
    for quantity in (1, 2):
        completed(paid_order(tea, code, quantity))
    return payable_partner.programme


@pytest.fixture
def run(owed, bea):
    return make_run(owed, by=bea)


@pytest.fixture
def manager(store, run):
    member = MemberFactory(store=store, role=MemberRole.MANAGER).user
    member.refresh_from_db()
    return member


def fresh(run):
    return PayoutRun.objects.get(pk=run.pk)


def test_the_same_click_twice_at_once_counts_once(code):
    now = timezone.now()

    counted = together(*[call(count_click, code, "192.0.2.1", CHROME, now)] * 4)

    assert sorted(counted) == [False, False, False, True]
    assert Click.objects.count() == 1


def test_a_click_on_both_sides_of_midnight_counts_once(code):
    last = timezone.now().replace(hour=14, minute=59, second=59)
    first = last.replace(hour=15, minute=0)

    counted = together(*(call(count_click, code, "192.0.2.1", CHROME, at) for at in (last, first)))

    assert sorted(counted) == [False, True]


def test_payment_and_refund_messages_at_once_book_each_once(tea, code):
    order = place(None, tea, fulfilment="pickup")
    attribute(order, typed=code, came_by=None, visit=None)
    payment = started(order, "sandbox")
    paid = PaymentOutcome("captured", "P1", order.total, order.currency)

    def message():
        return record_outcome(Payment.objects.get(pk=payment.pk), paid)

    def give_back():
        row = Order.objects.get(pk=order.pk)
        return refund_part(row, row.total, reason="Broken", by=row.store.owner)

    together(message, message, give_back)
    together(give_back, message)

    entries = LedgerEntry.objects.order_by("pk").values_list("kind", "amount")
    assert list(entries) == [(EntryKind.SALE, 100), (EntryKind.REVERSAL, -100)]


def test_of_two_payout_runs_at_once_one_gets_the_entries(owed, bea):
    def make():
        return make_run(Programme.objects.get(pk=owed.pk), by=bea)

    results = together(make, make)

    assert [type(loser) for loser in losers(results)] == [PayoutRefused]
    [payout] = PayoutRun.objects.get().payouts.all()
    assert payout.gross == 300


def test_two_people_who_approve_at_once_approve_once(run, manager, store):
    other = MemberFactory(store=store, role=MemberRole.MANAGER).user
    other.refresh_from_db()

    results = together(*(call(move, fresh(run), "approve", by=user) for user in (manager, other)))

    assert [type(loser) for loser in losers(results)] == [MoveRefused]
    assert run.history.filter(verb="approve").count() == 1


def test_a_run_is_paid_once_by_two_people_or_a_double_click(run, manager, bea):
    move(fresh(run), "approve", by=manager)

    results = together(*(call(move, fresh(run), "pay", by=user) for user in (bea, bea, manager)))

    assert {type(loser) for loser in losers(results)} <= {AlreadyDone, MoveRefused}
    assert len(losers(results)) == 2
    assert fresh(run).status == RunStatus.PAID
    booked = LedgerEntry.objects.filter(kind=EntryKind.PAYOUT).values_list("amount", flat=True)
    assert list(booked) == [Decimal(-300)]
