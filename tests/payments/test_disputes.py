"""A payer disputes a payment: its refunds wait, and end with the dispute."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from payments.dispute_lifecycle import LOOK_UP_EVERY, LOST, OPEN, WON
from payments.disputes import look_up_due_disputes, record_dispute
from payments.lifecycle import OWED, REVERSED, SENT
from payments.models import Dispute, Payment, WebhookEvent
from payments.reasons import CHARGED_BACK
from payments.refunds import RefundRefused, create_refund, refund_part, refundable, send_due_refunds
from payments.webhooks import retry_parked
from tests.payments.disputing import deliver, reported, verbs
from tests.racing import losers, together


def owed(payment, amount=None):
    """A refund that is owed and not sent yet."""
    with transaction.atomic():
        create_refund(payment, "Cold", limit=amount and Decimal(amount))
    return payment.refunds.get(reason="Cold")


def sums(payment):
    """Sent or owed back, and what can still be refunded."""
    payment.refresh_from_db()
    return int(payment.refunded), int(refundable(payment.order))


def test_a_dispute_is_opened_with_its_deadline(disputing):
    dispute = disputing.open(amount=5000)

    assert (dispute.status, dispute.amount, dispute.currency) == (OPEN, 5000, "KRW")
    assert (dispute.due_by - dispute.opened_at).days == 9
    assert verbs(dispute) == ["start"]


def test_a_refund_waits_while_its_payment_is_disputed(disputing):
    disputing.open()
    refund = owed(disputing.payment, 4000)

    assert send_due_refunds() == 0
    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == (OWED, 0)


def test_nobody_refunds_a_disputed_payment(disputing, bea):
    disputing.open()

    with pytest.raises(RefundRefused, match="disputes this payment"):
        refund_part(disputing.payment.order, Decimal(1000), reason="Cold", by=bea)


def test_a_refund_of_a_disputed_payment_is_not_retried_by_hand(disputing, admin_user):
    disputing.open()
    refund = owed(disputing.payment)

    with pytest.raises(MoveRefused, match="disputes this payment"):
        move(refund, "retry", by=admin_user)


def test_refunds_go_on_once_it_is_won(disputing, stripe_stub):
    disputing.open()
    refund = owed(disputing.payment, 4000)

    dispute = disputing.end("won")

    assert (dispute.status, verbs(dispute)) == (WON, ["start", "win"])
    assert send_due_refunds() == 1
    refund.refresh_from_db()
    assert refund.status == SENT
    assert sums(disputing.payment) == (4000, 8000)


def test_an_inquiry_freezes_nothing_until_it_escalates(disputing, bea):
    disputing.open(status="warning_needs_response")
    refund_part(disputing.payment.order, Decimal(1000), reason="Cold", by=bea)
    assert send_due_refunds() == 1

    dispute = disputing.end("needs_response")

    assert (dispute.freezes, verbs(dispute)) == (True, ["start", "escalate"])


def test_what_is_lost_counts_as_refunded(disputing):
    disputing.open(amount=5000)

    dispute = disputing.end("lost")

    assert (dispute.status, dispute.loss.status, dispute.loss.amount) == (LOST, SENT, 5000)
    assert dispute.loss.reason == CHARGED_BACK.note
    assert sums(disputing.payment) == (5000, 7000)
    assert disputing.payment.order.refunded == 5000
    assert sum(line.refundable for line in disputing.payment.order.lines.all()) <= 7000
    assert verbs(dispute) == ["start", "lose"]


def test_what_was_owed_is_paid_by_a_lost_dispute(disputing):
    refund = owed(disputing.payment)
    disputing.open()

    dispute = disputing.end("lost")

    refund.refresh_from_db()
    assert (refund.status, refund.reference, dispute.loss) == (SENT, dispute.reference, None)
    assert send_due_refunds() == 0
    assert sums(disputing.payment) == (12000, 0)


def test_what_was_owed_beyond_it_is_still_sent(disputing, stripe_stub):
    refund = owed(disputing.payment, 8000)
    disputing.open(amount=5000)

    disputing.end("lost")
    send_due_refunds()

    refund.refresh_from_db()
    assert (refund.status, refund.amount) == (SENT, 3000)
    assert stripe_stub.books()[disputing.payment.key]["refunded"] == 3000
    assert sums(disputing.payment) == (8000, 4000)


def test_what_reached_the_payer_before_is_not_lost_again(disputing, bea):
    refund_part(disputing.payment.order, Decimal(9000), reason="Cold", by=bea)
    send_due_refunds()
    with transaction.atomic():
        record_dispute(disputing.payment, reported("lost", 12000, timezone.now()))

    assert sums(disputing.payment) == (12000, 0)
    assert Dispute.objects.get().loss.amount == 3000


def test_a_loss_in_another_currency_is_of_the_whole_payment(disputing):
    record_dispute(disputing.payment, reported("lost", 9, timezone.now(), currency="USD"))

    assert sums(disputing.payment) == (12000, 0)


@pytest.mark.parametrize("before", [None, 8000, 12000])
def test_a_lost_dispute_that_is_won_after_all_is_undone(disputing, before):
    if before:
        owed(disputing.payment, before)
    disputing.open(amount=5000)
    lines = list(disputing.payment.order.lines.values_list("credited"))
    disputing.end("lost")

    dispute = disputing.end("won")

    assert (verbs(dispute), dispute.loss) == (["start", "lose", "win"], None)
    assert sums(disputing.payment) == (before or 0, 12000 - (before or 0))
    assert list(disputing.payment.order.lines.values_list("credited")) == lines
    send_due_refunds()
    sent = disputing.payment.refunds.filter(status=SENT)
    assert sum(refund.amount for refund in sent) == (before or 0)


def test_a_reversed_loss_is_shown_to_nobody(disputing):
    disputing.open()
    disputing.end("lost")
    disputing.end("won")

    assert [one.status for one in disputing.payment.refunds.all()] == [REVERSED]
    assert Payment.objects.get().all_refunds == []


def test_messages_in_any_order_end_the_same(disputing):
    disputing.row = disputing.stub.books_of.dispute(disputing.stub.session_of(disputing.payment))
    disputing.stub.books_of.resolve_dispute(disputing.row, "lost")

    dispute = disputing.deliver(order=lambda events: [*events[::-1], *events])

    assert (dispute.status, verbs(dispute)) == (LOST, ["start", "lose"])
    assert sums(disputing.payment) == (12000, 0)


def test_a_message_before_its_payment_waits_for_it(disputing):
    Payment.objects.update(reference="pi_unknown_yet")
    disputing.row = disputing.stub.books_of.dispute(disputing.stub.session_of(disputing.payment))
    event = deliver(disputing.stub.books_of.events[-1])
    assert (event.acted_at, Dispute.objects.count()) == (None, 0)

    Payment.objects.update(reference=disputing.row["payment_intent"])
    assert retry_parked(event.next_try_at) == 1

    assert Dispute.objects.get().status == OPEN
    assert WebhookEvent.objects.get(pk=event.pk).next_try_at is None


def test_a_dispute_is_looked_up_daily_until_it_is_decided(disputing):
    dispute = disputing.open()
    disputing.stub.books_of.resolve_dispute(disputing.row, "lost")
    assert look_up_due_disputes() == 0

    assert look_up_due_disputes(dispute.look_up_at) == 1

    dispute.refresh_from_db()
    assert dispute.status == LOST
    assert look_up_due_disputes(dispute.look_up_at + LOOK_UP_EVERY) == 1
    dispute.refresh_from_db()
    assert dispute.look_up_at is None


def test_only_a_lost_dispute_costs_money(disputing):
    disputing.open()
    dispute = disputing.end("lost")

    with pytest.raises(IntegrityError, match="may not go from"), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(status=OPEN)
    with pytest.raises(IntegrityError, match="only_lost_disputes_cost"), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(status=WON)


@pytest.mark.django_db(transaction=True)
def test_a_dispute_that_is_closed_twice_at_once_is_lost_once(disputing):
    disputing.open(amount=5000)
    books, start = disputing.stub.books_of, disputing.seen
    books.resolve_dispute(disputing.row, "lost")
    books.resolve_dispute(disputing.row, "lost")
    first, second = books.events[start:]

    assert losers(together(lambda: deliver(first), lambda: deliver(second))) == []

    assert verbs(Dispute.objects.get()) == ["start", "lose"]
    assert sums(disputing.payment) == (5000, 7000)


@pytest.mark.django_db(transaction=True)
def test_a_refund_that_is_being_sent_when_the_dispute_comes_is_sent_once(disputing):
    refund = owed(disputing.payment, 4000)
    session = disputing.stub.session_of(disputing.payment)

    def dispute():
        disputing.row = disputing.stub.books_of.dispute(session)
        disputing.deliver()

    assert losers(together(send_due_refunds, dispute)) == []
    disputing.end("lost")
    send_due_refunds(timezone.now() + LOOK_UP_EVERY)

    refund.refresh_from_db()
    assert refund.status == SENT
    entry = disputing.stub.books()[disputing.payment.key]
    assert sums(disputing.payment) == (int(entry["refunded"] + entry["lost"]), 0)
