"""Disputes at PayPal, as its messages and its answers tell of them."""

from decimal import Decimal

import pytest

from payments.dispute_reasons import NOT_RECEIVED
from payments.gateways.base import OutcomeUnknown
from payments.gateways.paypal.disputes import read_dispute
from payments.models import Dispute, Payment
from payments.refunds import send_due_refunds
from payments.webhooks import receive


@pytest.fixture
def told(paypal):
    """`told()`: the site gets PayPal's last message."""
    messages = paypal.messages
    return lambda: receive("paypal", *messages.message(messages.events[-1])).payment


@pytest.fixture
def dispute(paypal, captured, told):
    """5.00 of 12.50 USD."""
    opened = paypal.ledger.dispute(captured.reference, {"currency_code": "USD", "value": "5.00"})
    told()
    return opened


def ours():
    return Dispute.objects.get()


def test_a_dispute_names_the_capture_and_the_deadline(captured, dispute):
    assert (ours().payment, ours().amount, ours().reason) == (
        Payment.objects.get(reference=captured.reference),
        5,
        NOT_RECEIVED.note,
    )
    assert ours().freezes
    assert ours().due_by > ours().opened_at


def test_the_buyers_favour_costs_and_an_appeal_brings_it_back(paypal, dispute, told):
    paypal.ledger.disputes.resolve(dispute["dispute_id"], "RESOLVED_BUYER_FAVOUR")
    assert told().refunded == ours().loss.amount == 5

    paypal.ledger.disputes.resolve(dispute["dispute_id"], "RESOLVED_SELLER_FAVOUR")
    told()

    assert (ours().status, Payment.objects.get().refunded) == ("won", 0)


def test_a_refund_that_was_refused_because_of_it_is_sent_after_it(
    paypal, captured, told, create_refund
):
    """PayPal repeats its refusal to the same key."""
    refund, ledger = create_refund("5.00"), paypal.ledger
    Payment.objects.update(refunded=5)
    opened = ledger.dispute(captured.reference)
    send_due_refunds()
    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == ("owed", 1)

    told()
    ledger.disputes.resolve(opened["dispute_id"], "RESOLVED_SELLER_FAVOUR")
    told()

    assert send_due_refunds(refund.next_try_at) == 1
    assert ledger.refunded(captured.reference) == 5


def test_the_inquiry_stage_freezes_nothing(paypal, captured, told):
    opened = paypal.ledger.dispute(captured.reference, stage="INQUIRY")
    told()
    assert not ours().freezes

    paypal.ledger.disputes.escalate(opened["dispute_id"])
    told()

    assert ours().freezes


@pytest.mark.parametrize("first", ["dispute", "refund"])
def test_a_loss_that_paypal_lists_as_a_refund_counts_once(paypal, captured, dispute, told, first):
    """In either order of the messages."""
    ledger = paypal.ledger
    ledger.disputes.rows[dispute["dispute_id"]]["dispute_life_cycle_stage"] = "INQUIRY"  # allows it
    ledger.refund(captured.reference, {"amount": {"currency_code": "USD", "value": "5.00"}})
    refunded = paypal.messages.events[-1]
    ledger.disputes.resolve(dispute["dispute_id"], "RESOLVED_BUYER_FAVOUR")
    if first == "refund":
        paypal.messages.events.append(refunded)
        told()
        paypal.messages.events.pop()
    told()

    payment = Payment.objects.get()
    assert (payment.refunded, payment.refunds.count(), ours().status) == (5, 1, "lost")


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("RESOLVED_BUYER_FAVOUR", "lost"),
        ("ACCEPTED", "lost"),
        ("RESOLVED_SELLER_FAVOUR", "won"),
        ("RESOLVED_WITH_PAYOUT", "won"),
        ("CANCELED_BY_BUYER", "won"),
        ("DENIED", "won"),
    ],
)
def test_outcomes(paypal, dispute, code, result):
    paypal.ledger.disputes.resolve(dispute["dispute_id"], code)

    assert read_dispute(dispute).result == result


def test_less_may_be_lost_than_was_disputed(dispute):
    money = {"currency_code": "USD", "value": "2.00"}
    outcome = {"outcome_code": "RESOLVED_BUYER_FAVOUR", "amount_refunded": money}

    reported = read_dispute({**dispute, "status": "RESOLVED", "dispute_outcome": outcome})

    assert (reported.amount, reported.lost) == (Decimal(5), Decimal(2))


@pytest.mark.parametrize(
    "wrong", [{"status": "NEW"}, {"create_time": "soon"}, {"dispute_amount": 5}]
)
def test_an_unreadable_dispute_is_asked_about_again(dispute, wrong):
    with pytest.raises(OutcomeUnknown):
        read_dispute({**dispute, **wrong})
