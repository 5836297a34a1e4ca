from decimal import Decimal

import pytest
from django.utils import timezone

from payments.gateways.base import GatewayError, OutcomeUnknown, Returned
from payments.refunds import CLAIM, send_refund
from tests.payments.gateways.paypal.test_start import FAULTS


def refunded(stub, payment):
    return stub.books()[payment.key]["refunded"]


def test_a_part_goes_back_by_the_capture(gateway, paypal, captured, create_refund):
    refund = create_refund("5.00")

    reference = gateway.refund(refund)

    assert paypal.ledger.refunds[reference]["invoice_id"] == f"refund-{refund.key}"
    assert refunded(paypal, captured) == Decimal("5.00")
    assert gateway.look_up(captured).returned == (Returned(reference, Decimal("5.00"), refund.key),)


def test_yen_go_back_without_decimals(gateway, paypal, bill):
    payment = bill("JPY", "1200")
    payment.session = gateway.start(payment).session
    paypal.ledger.approve(payment.session)
    payment.reference = gateway.confirm(payment, {"token": payment.session}).reference

    gateway.refund(payment.refunds.create(amount=Decimal("1200")))

    assert refunded(paypal, payment) == 1200


def test_two_calls_are_one_refund_at_paypal(gateway, paypal, captured, create_refund):
    refund = create_refund()

    assert gateway.refund(refund) == gateway.refund(refund)
    assert refunded(paypal, captured) == Decimal("5.00")


@pytest.mark.parametrize("fault", ["409", *FAULTS])
def test_no_clear_answer_to_a_refund_is_tried_again_and_sent_once(
    gateway, paypal, captured, create_refund, fault
):
    refund = create_refund()
    paypal.trouble(fault, on="/refund")
    with pytest.raises(OutcomeUnknown):
        gateway.refund(refund)

    gateway.refund(refund)

    assert refunded(paypal, captured) == Decimal("5.00")


def test_a_retry_after_paypal_purged_the_key_sends_nothing(paypal, captured, create_refund):
    refund, now = create_refund(), timezone.now()
    paypal.trouble("cut_after", on="/refund")
    send_refund(refund, now)
    paypal.remembered.clear()  # as PayPal does after six hours

    send_refund(refund, now + CLAIM)

    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == ("sent", 2)
    assert list(paypal.ledger.refunds) == [refund.reference]


def test_a_full_refund_that_was_ours_counts_as_sent(gateway, paypal, captured, create_refund):
    refund = create_refund("12.50")
    reference = gateway.refund(refund)
    paypal.remembered.clear()

    assert gateway.refund(refund) == reference


@pytest.mark.parametrize(
    ("by_hand", "issue"), [("12.50", "CAPTURE_FULLY_REFUNDED"), ("9.00", "REFUND_AMOUNT_EXCEEDED")]
)
def test_a_dashboard_refund_is_not_ours(gateway, paypal, captured, create_refund, by_hand, issue):
    paypal.ledger.refund(captured.reference, {"amount": {"currency_code": "USD", "value": by_hand}})

    with pytest.raises(GatewayError, match=issue):
        gateway.refund(create_refund())

    (returned,) = gateway.look_up(captured).returned
    assert (returned.amount, returned.key) == (Decimal(by_hand), "")


def test_a_refund_that_takes_its_time_is_accepted(gateway, paypal, captured, create_refund):
    paypal.ledger.refund_status = "PENDING"

    gateway.refund(create_refund())

    assert refunded(paypal, captured) == Decimal("5.00")


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_a_refund_that_failed_is_not_sent(gateway, paypal, captured, create_refund, status):
    paypal.ledger.refund_status = status

    with pytest.raises(GatewayError, match=f"REFUND_{status}"):
        gateway.refund(create_refund())

    assert gateway.look_up(captured).returned == ()


def test_a_refund_of_what_paypal_does_not_know_is_refused(gateway, captured, create_refund):
    captured.reference = "2GG279541U471931P"

    with pytest.raises(GatewayError, match="INVALID_RESOURCE_ID"):
        gateway.refund(create_refund())


def test_a_refund_that_failed_later_is_reported_and_sent_again(
    gateway, paypal, captured, create_refund
):
    refund = create_refund()
    first = gateway.refund(refund)
    paypal.ledger.fail_refund(first)
    refund.attempts = 1

    outcome = gateway.look_up(captured)
    second = gateway.refund(refund)

    assert [(one.reference, one.key, one.is_final) for one in outcome.failed] == [
        (first, refund.key, False)
    ]
    assert outcome.returned == ()
    assert paypal.ledger.refunds[second]["invoice_id"] == f"refund-{refund.key}.1"
    assert gateway.look_up(captured).returned[0].key == refund.key
    assert gateway.refund(refund) == second
    assert refunded(paypal, captured) == Decimal("5.00")


def test_a_cancelled_refund_is_final(gateway, paypal, captured, create_refund):
    paypal.ledger.refund_status = "PENDING"
    paypal.ledger.fail_refund(gateway.refund(create_refund()), "CANCELLED")

    assert [one.is_final for one in gateway.look_up(captured).failed] == [True]
