import json
from decimal import Decimal

import pytest

from payments.gateways.base import GatewayError, InvalidSignature, OutcomeUnknown
from payments.lifecycle import PaymentStatus
from payments.models import ProviderCall
from payments.webhooks import receive


@pytest.fixture
def deliver(paypal):
    """`deliver(event)`: the bytes and headers as received."""
    return paypal.messages.message


def last(stub, kind):
    return next(event for event in reversed(stub.messages.events) if event["event_type"] == kind)


def test_a_payer_who_never_came_back_is_captured_by_the_message(gateway, paypal, approved, deliver):
    webhook = gateway.read_webhook(*deliver(last(paypal, "CHECKOUT.ORDER.APPROVED")))

    assert (webhook.payment_key, webhook.session) == (approved.key, approved.session)
    assert webhook.outcome.result == "captured"
    assert paypal.books()[approved.key]["captured"] == Decimal("12.50")


def test_an_approval_that_comes_late_or_twice_captures_once(gateway, paypal, captured, deliver):
    event = last(paypal, "CHECKOUT.ORDER.APPROVED")

    outcomes = [gateway.read_webhook(*deliver(event)).outcome for _ in range(2)]

    assert [outcome.reference for outcome in outcomes] == [captured.reference] * 2
    assert len(paypal.ledger.captures) == 1


@pytest.mark.parametrize("key", ["of-another-shop", "x" * 200, "\0", "", None, 7])
def test_an_approval_of_another_sites_order_captures_nothing(
    gateway, paypal, approved, deliver, key
):
    event = last(paypal, "CHECKOUT.ORDER.APPROVED")
    event["resource"]["purchase_units"][0]["custom_id"] = key

    webhook = gateway.read_webhook(*deliver(event))

    assert webhook.payment_key == (key if key == "of-another-shop" else "")
    assert webhook.outcome is None
    assert not paypal.ledger.captures


def test_an_approval_of_another_order_than_the_payments_captures_nothing(
    gateway, paypal, approved, deliver
):
    approved.session = "another"
    approved.save(update_fields=["session"])

    assert gateway.read_webhook(*deliver(last(paypal, "CHECKOUT.ORDER.APPROVED"))).outcome is None
    assert not paypal.ledger.captures


def test_a_capture_names_its_payment_and_its_amount(gateway, paypal, captured, deliver):
    event = last(paypal, "PAYMENT.CAPTURE.COMPLETED")

    webhook = gateway.read_webhook(*deliver(event))

    assert (webhook.event_id, webhook.kind) == (event["id"], "PAYMENT.CAPTURE.COMPLETED")
    assert (webhook.payment_key, webhook.session) == (captured.key, captured.session)
    assert webhook.reference == webhook.outcome.reference == captured.reference
    assert (webhook.outcome.amount, webhook.outcome.currency) == (Decimal("12.50"), "USD")


@pytest.mark.parametrize(
    ("links", "session"),
    [
        ("up", "the payment's"),
        ("/v1/payments/payment/PAY-1B56960729604235TKQQIYVY", ""),
        (None, ""),
    ],
)
def test_an_old_capture_names_its_order_by_a_link_if_at_all(
    gateway, paypal, captured, deliver, links, session
):
    event = last(paypal, "PAYMENT.CAPTURE.COMPLETED")
    del event["resource"]["supplementary_data"]
    if links is None:
        del event["resource"]["links"]
    elif links != "up":
        event["resource"]["links"][-1]["href"] = f"https://api.paypal.com{links}"

    webhook = gateway.read_webhook(*deliver(event))

    assert webhook.session == (captured.session if session else "")
    assert (webhook.payment_key, webhook.reference) == (captured.key, captured.reference)


@pytest.mark.parametrize(
    ("status", "kind", "result"),
    [
        ("PENDING", "PAYMENT.CAPTURE.PENDING", "waiting"),
        ("COMPLETED", "PAYMENT.CAPTURE.COMPLETED", "captured"),
        ("DECLINED", "PAYMENT.CAPTURE.DENIED", "declined"),
    ],
)
def test_a_reviewed_capture_reports_its_outcome(
    gateway, paypal, approved, deliver, status, kind, result
):
    paypal.ledger.pending.add(approved.session)
    reference = gateway.confirm(approved, {"token": approved.session}).reference
    if status != "PENDING":
        paypal.ledger.settle(reference, status)

    assert gateway.read_webhook(*deliver(last(paypal, kind))).outcome.result == result


def test_a_dashboard_refund_is_reported_with_all_earlier_ones(
    gateway, paypal, captured, create_refund, deliver
):
    refund = create_refund("5.00")
    gateway.refund(refund)
    first = last(paypal, "PAYMENT.CAPTURE.REFUNDED")
    paypal.ledger.refund(captured.reference, {"amount": {"currency_code": "USD", "value": "1.00"}})

    for event in (last(paypal, "PAYMENT.CAPTURE.REFUNDED"), first):
        webhook = gateway.read_webhook(*deliver(event))
        returned = [(row.amount, row.key) for row in webhook.outcome.returned]
        assert returned == [(Decimal("5.00"), refund.key), (Decimal("1.00"), "")]
        assert webhook.reference == captured.reference


def test_what_is_asked_because_of_it_is_logged_with_its_payment(
    gateway, paypal, captured, create_refund, deliver
):
    gateway.refund(create_refund("5.00"))

    gateway.read_webhook(*deliver(last(paypal, "PAYMENT.CAPTURE.REFUNDED")))

    order, capture, verified = ProviderCall.objects.all()[:3]
    assert order.endpoint == f"GET /v2/checkout/orders/{captured.session}"
    assert capture.endpoint == f"GET /v2/payments/captures/{captured.reference}"
    assert order.payment == capture.payment == captured
    assert verified.endpoint == "POST /v1/notifications/verify-webhook-signature"
    assert verified.payment == captured


@pytest.mark.parametrize("kind", ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"])
def test_verification_is_logged_with_its_payment(gateway, paypal, captured, deliver, kind):
    gateway.read_webhook(*deliver(last(paypal, kind)))

    calls = ProviderCall.objects.filter(endpoint__endswith="verify-webhook-signature")
    assert calls.get().payment == captured


@pytest.mark.parametrize("resource", [{"id": "\0"}, {"id": 5}, {}, {"purchase_units": [None]}])
@pytest.mark.parametrize("kind", ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.REFUNDED"])
def test_a_message_that_names_no_payment_is_verified_too(
    gateway, paypal, captured, deliver, kind, resource
):
    body, headers = deliver(last(paypal, "PAYMENT.CAPTURE.COMPLETED"))
    altered = {**json.loads(body), "event_type": kind, "resource": resource}

    with pytest.raises(InvalidSignature):
        gateway.read_webhook(json.dumps(altered).encode(), headers)

    assert ProviderCall.objects.first().payment is None


def test_a_refund_message_with_the_capture_is_read_too(
    gateway, paypal, captured, create_refund, deliver
):
    gateway.refund(create_refund("5.00"))
    event = last(paypal, "PAYMENT.CAPTURE.REFUNDED")
    event["resource"] = paypal.ledger.captures[captured.reference]

    webhook = gateway.read_webhook(*deliver(event))

    assert [row.amount for row in webhook.outcome.returned] == [Decimal("5.00")]


def test_messages_about_other_objects_have_no_outcome(gateway, paypal, captured, deliver):
    event = {**last(paypal, "PAYMENT.CAPTURE.COMPLETED"), "event_type": "PAYMENT.PAYOUTS.BLOCKED"}

    assert gateway.read_webhook(*deliver(event)).outcome is None


def test_a_message_acts_on_its_payment_once(paypal, approved, deliver):
    event = last(paypal, "CHECKOUT.ORDER.APPROVED")

    rows = {receive("paypal", *deliver(event)).pk for _ in range(3)}

    approved.refresh_from_db()
    assert len(rows) == 1
    assert approved.status == PaymentStatus.CAPTURED
    assert approved.history.filter(verb="capture").count() == 1


@pytest.mark.parametrize("mode", ["500", "cut", "garbage", "list", "401", "429"])
def test_a_message_that_cannot_be_verified_now_is_to_be_repeated(
    gateway, paypal, captured, deliver, mode
):
    paypal.trouble(mode, times=2, on="/verify-webhook-signature")

    with pytest.raises(GatewayError):
        gateway.read_webhook(*deliver(last(paypal, "PAYMENT.CAPTURE.COMPLETED")))


def test_a_message_of_another_shape_is_unclear(gateway, paypal, captured, deliver):
    event = last(paypal, "PAYMENT.CAPTURE.COMPLETED")
    event["resource"]["amount"]["value"] = "NaN"

    with pytest.raises(OutcomeUnknown):
        gateway.read_webhook(*deliver(event))


def test_hangul_is_verified_byte_by_byte(gateway, paypal, captured, deliver):
    body, headers = deliver(last(paypal, "PAYMENT.CAPTURE.COMPLETED"))
    serialised_again = json.dumps(json.loads(body)).encode()

    assert "결제".encode() in body
    assert gateway.read_webhook(body, headers)
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(serialised_again, headers)


@pytest.mark.parametrize("kind", ["PAYMENT.REFUND.FAILED", "PAYMENT.CAPTURE.REFUNDED"])
def test_a_failed_refund_is_reported_by_any_message(
    gateway, paypal, captured, create_refund, deliver, kind
):
    refund = create_refund("5.00")
    reference = gateway.refund(refund)
    paypal.ledger.fail_refund(reference, kind=kind)

    webhook = gateway.read_webhook(*deliver(last(paypal, kind)))

    assert (webhook.reference, webhook.outcome.returned) == (captured.reference, ())
    assert [(one.reference, one.key) for one in webhook.outcome.failed] == [(reference, refund.key)]
