"""A date that is postponed or cancelled: who is notified, and what goes back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from jobs.models import Job
from notifications.models import Mail, Notice
from orders.holds import HoldRefused, hold_until
from orders.models import Order
from payments.models import Refund
from payments.services import confirm_payment, start_payment
from tests.captures import pay
from tests.factories import MemberFactory
from tests.job_runner import run_jobs
from tests.racing import together
from tests.ticketing.buying import hold_seats, order_of, states_of
from tests.ticketing.factories import make_date, sell_tickets
from ticketing.changes import Postponement, cancel_date, postpone
from ticketing.dates import refunds
from ticketing.dates.places import DateRefused
from ticketing.dates.refunds import lines_left, try_again
from ticketing.models import DateChange, Event, LineRefund, Ticket
from ticketing.tasks import continue_changes, refund_lines

WEEK = timedelta(days=7)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sold(standing, ann):
    """Two tickets of Ann, paid."""
    return sell_tickets(standing, ann, quantity=2, pay=pay)


def by_week(date, **more):
    return Postponement(date.begins_at + WEEK, **more)


def promised(order):
    """Its buyer is going to transfer the money."""
    start_payment(order, "transfer")
    confirm_payment(order.payments.get(), {})
    order.refresh_from_db()
    return order


def outcomes():
    return sorted(LineRefund.objects.values_list("outcome", "reason"))


def test_a_postponed_date_begins_later_and_its_doors_open_as_much_later(standing, bea, now):
    standing.doors_at = standing.begins_at - timedelta(hours=1)
    standing.save()
    former, until = standing.begins_at, now + timedelta(days=3)

    postpone(standing, by_week(standing, returnable_until=until), by=bea, now=now)

    standing.refresh_from_db()
    assert standing.begins_at - standing.doors_at == timedelta(hours=1)
    assert (standing.postponed_from, standing.begins_at) == (former, former + WEEK)
    assert standing.returnable_until == until


def test_holders_of_a_postponed_date_are_told_once_by_inbox_and_mail(
    standing, sold, ann, cy, dan, bea, now
):
    """Ann handed both of hers over, to Dan and to a mailbox; what Cy ordered is not paid yet."""
    first, second = sold
    Ticket.objects.filter(pk=first.pk).update(holder=dan, holder_email="dan@other.example")
    Ticket.objects.filter(pk=second.pk).update(holder_key="k", holder_email="friend@example.com")
    order_of(hold_seats(standing, cy, first=5), cy)

    postpone(standing, by_week(standing, note="The singer is ill."), by=bea, now=now)
    run_jobs()

    assert {notice.user for notice in Notice.objects.filter(kind="date-postponed")} == {cy, dan}
    mails = Mail.objects.filter(kind__startswith="date-postponed")
    assert sorted(mail.recipient for mail in mails) == [
        *("cy@example.com", "dan@example.com", "friend@example.com"),
    ]
    assert "The singer is ill." in mails.first().text


def test_the_same_page_postpones_once(standing, bea, now):
    key = "0b0e4a5e-45c2-4f0a-9a0c-3a1f1f6f5c55"
    first = postpone(standing, by_week(standing), by=bea, now=now, key=key)

    assert postpone(standing, by_week(standing), by=bea, now=now, key=key) == first
    assert DateChange.objects.count() == 1


@pytest.mark.parametrize("shift", [timedelta(), -timedelta(days=60)])
def test_a_date_is_not_postponed_to_its_own_time_or_into_the_past(standing, bea, now, shift):
    with pytest.raises(DateRefused):
        postpone(standing, Postponement(standing.begins_at + shift), by=bea, now=now)


def test_strangers_and_gates_change_no_date(standing, dan, now, store):
    gate = MemberFactory(store=store, role="gate").user

    for person in (dan, gate):
        with pytest.raises(DateRefused, match="may not"):
            cancel_date(standing, "Rain", by=person, now=now)


def test_the_lines_of_a_cancelled_date_are_refunded_in_a_job(standing, sold, bea, now):
    change = cancel_date(standing, "Rain", by=bea, now=now)
    assert not Refund.objects.exists()

    run_jobs()

    assert Refund.objects.get().amount == Decimal(100_000)
    assert outcomes() == [("refunded", "")]
    assert set(Ticket.objects.values_list("status", "void_reason")) == {("void", "refunded")}
    assert not standing.places.filter(state="sold").exists()
    change.refresh_from_db()
    assert change.refunded_at is not None


def test_other_dates_of_an_order_keep_their_tickets(standing, sold, ann, bea, now):
    other = make_date(standing.event, timedelta(days=31))
    kept = sell_tickets(other, ann, pay=pay)[0]

    cancel_date(standing, "Rain", by=bea, now=now)
    run_jobs()

    kept.refresh_from_db()
    assert kept.status == "valid"


def test_a_batch_that_ran_twice_refunds_once(standing, sold, bea, now):
    change = cancel_date(standing, "Rain", by=bea, now=now)

    for _time in range(2):
        refund_lines(change.pk)
        DateChange.objects.update(refunded_at=None)

    assert Refund.objects.count() == 1
    assert cancel_date(standing, "Rain", by=bea, now=now) == change


def test_a_killed_worker_leaves_whole_batches_and_the_sweep_goes_on(
    standing, ann, dan, bea, now, monkeypatch
):
    monkeypatch.setattr(refunds, "BATCH", 1)
    for buyer in (ann, dan):
        sell_tickets(standing, buyer, pay=pay)
    change = cancel_date(standing, "Rain", by=bea, now=now)
    refund_lines(change.pk)
    Job.objects.all().delete()  # with the worker
    assert LineRefund.objects.count() == 1
    DateChange.objects.update(moved_at=now - timedelta(minutes=5))

    continue_changes()
    run_jobs()

    assert outcomes() == [("refunded", "")] * 2
    assert not lines_left(change).exists()


def test_what_cannot_go_back_is_listed_and_stops_no_other(standing, ann, dan, bea, now):
    sell_tickets(standing, ann)  # without a payment, so that there is nothing to refund
    sell_tickets(standing, dan, pay=pay)

    change = cancel_date(standing, "Rain", by=bea, now=now)
    run_jobs()

    assert [outcome for outcome, _reason in outcomes()] == ["failed", "refunded"]
    assert "can go back" in LineRefund.objects.get(outcome="failed").reason
    assert try_again(change, by=bea) == 1
    change.refresh_from_db()
    assert change.refunded_at is None


def test_an_order_that_is_paid_for_a_cancelled_date_gets_its_money_back(
    standing, ann, bea, now, django_capture_on_commit_callbacks
):
    cancel_date(standing, "Rain", by=bea, now=now)

    tickets = sell_tickets(standing, ann, pay=pay)

    assert tickets[0].status != "valid"
    assert Refund.objects.get().amount == Decimal(50_000)


def test_an_order_that_was_paid_just_while_the_last_batch_ended_is_refunded(
    standing, ann, bea, now
):
    change = cancel_date(standing, "Rain", by=bea, now=now)
    run_jobs()
    type(standing).objects.update(cancelled_at=None)  # as the payment saw it
    sell_tickets(standing, ann, pay=pay)
    DateChange.objects.update(moved_at=now - timedelta(minutes=5))

    continue_changes()

    assert outcomes() == [("refunded", "")]
    assert not lines_left(change).exists()


def test_who_was_to_transfer_money_for_a_cancelled_date_is_told_not_to(
    standing, ann, bea, now, settings
):
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123"
    Event.objects.update(allows_transfer=True)
    order = promised(order_of(hold_seats(standing, ann, 2), ann))
    assert order.is_hold

    cancel_date(standing, "Rain", by=bea, now=now)
    run_jobs()

    order.refresh_from_db()
    assert (order.status, order.payments.get().status) == ("cancelled", "abandoned")
    assert states_of(standing).count("free") == 10
    [mail] = Mail.objects.filter(recipient=ann.email)
    assert (mail.kind, mail.note) == ("withdrawn", "Rain")


def test_an_order_that_was_placed_while_its_date_was_cancelled_ends_too(standing, ann, bea, now):
    """And meanwhile it gets no more time to pay."""
    order = order_of(hold_seats(standing, ann), ann)
    cancel_date(standing, "Rain", by=bea, now=now)
    DateChange.objects.update(refunded_at=now, moved_at=now - timedelta(minutes=5))
    with pytest.raises(HoldRefused, match="cancelled"):
        hold_until(Order.objects.get(), now + timedelta(hours=9))

    continue_changes()

    order.refresh_from_db()
    assert order.status == "cancelled"


def test_holders_of_a_cancelled_date_are_told_after_their_tickets_are_void(
    standing, sold, ann, bea, now
):
    Ticket.objects.filter(pk=sold[0].pk).update(holder_email="friend@example.com")
    change = cancel_date(standing, "Rain", by=bea, now=now)
    refund_lines(change.pk)

    run_jobs()

    mails = Mail.objects.filter(kind__startswith="date-cancelled").order_by("recipient")
    assert [mail.recipient for mail in mails] == ["ann@example.com", "friend@example.com"]


def test_cancelling_an_event_cancels_its_dates_to_come(standing, sold, bea, now):
    past = make_date(standing.event, -timedelta(days=1))

    move(standing.event, "cancel", by=bea, note="Rain")
    run_jobs()

    past.refresh_from_db()
    standing.refresh_from_db()
    assert past.cancelled_at is None
    assert standing.cancelled_at is not None
    assert Refund.objects.get().amount == Decimal(100_000)


def test_cancelling_needs_a_reason(standing, bea, now):
    with pytest.raises(DateRefused, match="reason"):
        cancel_date(standing, " ", by=bea, now=now)
    with pytest.raises(MoveRefused):
        move(standing.event, "cancel", by=bea)
    with pytest.raises(MoveRefused):
        move(standing.event, "cancel", by=SYSTEM, note="Rain")


def test_a_refund_that_the_provider_gives_up_is_among_what_could_not_go_back(
    standing, sold, bea, now
):
    cancel_date(standing, "Rain", by=bea, now=now)
    run_jobs()
    refund = Refund.objects.get()

    for verb in refund.MOVES:
        if refund.MOVES[verb].event.__name__ == "RefundGivenUp":
            Refund.objects.update(status=refund.MOVES[verb].sources[0])
            move(refund, verb, by=SYSTEM, error="Closed account")

    assert outcomes() == [("failed", "The provider could not send it. Pay it back another way.")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_refund_a_date_once(standing, sold, bea):
    change = cancel_date(standing, "Rain", by=bea, now=timezone.now())

    together(*[lambda: refund_lines(change.pk)] * 2)

    assert Refund.objects.count() == 1
    assert LineRefund.objects.count() == 1
