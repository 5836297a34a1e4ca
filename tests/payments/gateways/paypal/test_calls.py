"""Every call: its token, its headers, its row, and what must not be logged."""

import json
import logging
import traceback

import pytest

from devtools.stubs.paypal import CLIENT_ID, CLIENT_SECRET
from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.paypal.api import api_of
from payments.models import ProviderCall

TOKEN = "/v1/oauth2/token"


def calls(stub, path):
    return [headers for _, asked, headers, _ in stub.asked if asked == path]


def test_one_token_serves_every_call_until_it_is_refused(gateway, paypal, approved):
    gateway.look_up(approved)
    assert len(calls(paypal, TOKEN)) == 1

    paypal.tokens.clear()

    assert gateway.look_up(approved).result == "open"
    assert len(calls(paypal, TOKEN)) == 2


def test_a_token_that_expired_is_replaced_before_it_is_refused(gateway, paypal, approved):
    gateway.api.token_hash["expires_in"] = -1

    gateway.look_up(approved)

    assert len(calls(paypal, TOKEN)) == 2
    assert [call.status for call in ProviderCall.objects.all() if call.status == 401] == []


def test_a_token_that_is_refused_for_ever_ends_in_a_no(gateway, paypal, approved):
    paypal.choose = lambda path: "401" if "/v2/" in path else None

    with pytest.raises(GatewayError, match="HTTP 401"):
        gateway.look_up(approved)

    assert len(calls(paypal, TOKEN)) == 2


def test_wrong_keys_are_a_no(settings, gateway, bill):
    settings.PAYPAL_CLIENT_SECRET = "wrong"

    with pytest.raises(GatewayError) as error:
        gateway.start(bill())

    assert not isinstance(error.value, OutcomeUnknown)


@pytest.mark.parametrize("fault", ["500", "cut", "garbage", "deep", "list"])
def test_an_unreadable_token_is_unknown_and_not_stored(gateway, paypal, bill, fault):
    payment = bill()
    paypal.trouble(fault, on=TOKEN)
    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)

    assert gateway.start(payment).session


@pytest.mark.parametrize("token", [{}, {"access_token": "A", "token_type": 1}])
def test_half_a_token_is_unknown_and_not_stored(gateway, paypal, bill, token):
    payment = bill()
    usual, paypal.token = paypal.token, lambda headers, body: (200, token)
    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)
    paypal.token = usual

    assert gateway.start(payment).session


def test_a_refused_connection_is_unknown(settings, bill, gateway):
    settings.PAYPAL_URL = "http://127.0.0.1:9"

    with pytest.raises(OutcomeUnknown):
        gateway.start(bill())


def test_each_purpose_has_a_request_id_of_its_own(gateway, paypal, captured, create_refund):
    refund = create_refund()
    gateway.refund(refund)

    sent = [headers for _, path, headers, _ in paypal.asked if path != TOKEN]
    ids = [headers["PayPal-Request-Id"] for headers in sent if "PayPal-Request-Id" in headers]
    assert ids == [f"{captured.key}-order", f"{captured.key}-capture", refund.key]
    assert all("PayPal-Request-Id" not in headers for headers in calls(paypal, TOKEN))
    assert all(
        headers.get("Prefer") == "return=representation"
        for headers in sent
        if "PayPal-Request-Id" in headers
    )


def test_every_call_is_a_row_of_its_payment(gateway, captured):
    order = f"/v2/checkout/orders/{captured.session}"

    rows = ProviderCall.objects.order_by("pk").values_list("endpoint", "status", "payment")

    assert list(rows) == [
        (f"POST {TOKEN}", 200, None),
        ("POST /v2/checkout/orders", 201, captured.pk),
        (f"GET {order}", 200, captured.pk),
        (f"POST {order}/capture", 201, captured.pk),
    ]


def test_an_unanswered_call_is_a_row_too(gateway, paypal, approved):
    paypal.trouble("cut", on="/capture")
    with pytest.raises(OutcomeUnknown):
        gateway.confirm(approved, {"token": approved.session})

    row = ProviderCall.objects.first()
    assert (row.status, row.response) == (None, '{"error": "ConnectionError"}')


def secrets_of(stub):
    tokens = [text.removeprefix("Bearer ") for text in stub.tokens]
    return [CLIENT_ID, CLIENT_SECRET, *tokens, "kim.buyer@", "Buyerina", "QYR5Z8XDVJNXQ"]


def test_rows_and_logs_hold_no_secrets(gateway, paypal, captured, create_refund, caplog):
    with caplog.at_level(logging.DEBUG):
        gateway.refund(create_refund())
        gateway.look_up(captured)
        for event in paypal.messages.events:
            gateway.read_webhook(*paypal.messages.message(event))

    rows = json.dumps(list(ProviderCall.objects.values("endpoint", "request", "response")))
    assert [text for text in secrets_of(paypal) if text in rows or text in caplog.text] == []
    assert captured.key not in caplog.text
    assert "12.50" in rows
    assert "12.50" not in caplog.text


@pytest.mark.parametrize("fault", ["cut", "garbage", "500", "DUPLICATE_INVOICE_ID"])
def test_errors_hold_no_secrets(gateway, paypal, bill, fault):
    payment = bill()
    paypal.trouble(fault)

    with pytest.raises(GatewayError) as error:
        gateway.start(payment)

    trace = "".join(traceback.format_exception(error.value))
    assert [text for text in [*secrets_of(paypal), payment.key] if text in trace] == []


def test_the_keys_do_not_show_in_what_is_printed():
    assert CLIENT_SECRET not in repr(api_of("https://api-m.paypal.com", CLIENT_ID, CLIENT_SECRET))
