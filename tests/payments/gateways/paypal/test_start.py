import json

import pytest
from django.urls import reverse

from payments.gateways import offered_gateways
from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.paypal.reading import payer_link

FAULTS = ["500", "500_after", "503", "redirect", "cut", "cut_after", "half", "garbage", "list"]


def back(payment, query=""):
    return f"http://localhost:8000{reverse('payments:return', args=[payment.key])}{query}"


def sent_to(stub, path):
    return [json.loads(body) for _, asked, _, body in stub.asked if asked == path]


def test_the_payer_is_sent_to_paypal_with_our_amount(gateway, paypal, bill):
    payment = bill()

    started = gateway.start(payment)

    (order,) = sent_to(paypal, "/v2/checkout/orders")
    assert started.url == f"{paypal.url}/checkoutnow?token={started.session}"
    assert order["intent"] == "CAPTURE"
    assert order["purchase_units"] == [
        {
            "reference_id": payment.order.number,
            "custom_id": payment.key,
            "invoice_id": f"{payment.order.number}-{payment.key[:10]}",
            "amount": {"currency_code": "USD", "value": "12.50"},
        }
    ]
    assert order["payment_source"]["paypal"]["experience_context"] == {
        "return_url": back(payment),
        "cancel_url": back(payment, "?cancelled=1"),
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
    }


@pytest.mark.parametrize(
    ("currency", "price", "value"),
    [("USD", "1000", "1000.00"), ("EUR", "0.05", "0.05"), ("JPY", "1200", "1200")],
)
def test_amounts_are_written_as_their_currency_is(gateway, paypal, bill, currency, price, value):
    gateway.start(bill(currency, price))

    (order,) = sent_to(paypal, "/v2/checkout/orders")
    amount = order["purchase_units"][0]["amount"]
    assert amount == {"currency_code": currency, "value": value}


def test_won_are_not_offered_and_refused_by_paypal(gateway, bill):
    assert "KRW" not in gateway.currencies
    with pytest.raises(GatewayError, match="9000 KRW cannot be paid this way"):
        gateway.start(bill("KRW", "9000"))


def test_starting_twice_is_one_order(gateway, paypal, bill):
    payment = bill()

    first, second = gateway.start(payment), gateway.start(payment)

    assert first == second
    assert len(paypal.ledger.orders) == 1


def test_a_payer_who_was_at_paypal_goes_there_again(gateway, paypal, payment):
    assert gateway.start(payment).url == f"{paypal.url}/checkoutnow?token={payment.session}"
    assert len(paypal.ledger.orders) == 1


@pytest.mark.parametrize("status", ["APPROVED", "COMPLETED", "VOIDED"])
def test_with_nothing_to_approve_the_payer_returns_immediately(gateway, paypal, payment, status):
    paypal.ledger.orders[payment.session]["status"] = status

    assert gateway.start(payment).url == back(payment, f"?token={payment.session}")


def test_a_purged_order_is_known_on_return(gateway, paypal, payment):
    del paypal.ledger.orders[payment.session]

    assert gateway.start(payment).url == back(payment, f"?token={payment.session}")
    assert gateway.confirm(payment, {"token": payment.session}).result == "abandoned"


@pytest.mark.parametrize("fault", FAULTS)
def test_no_clear_answer_is_unclear_and_the_next_try_finds_the_same_order(
    gateway, paypal, bill, fault
):
    payment = bill()
    paypal.trouble(fault)
    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)

    gateway.start(payment)

    assert len(paypal.ledger.orders) == 1


def test_a_paid_invoice_is_not_asked_for_again(gateway, paypal, captured):
    paypal.remembered.clear()  # as PayPal does after six hours
    captured.session = ""

    with pytest.raises(GatewayError, match="DUPLICATE_INVOICE_ID"):
        gateway.start(captured)


def test_either_link_leads_the_payer():
    order = {"status": "CREATED", "links": [{"rel": "approve", "href": "https://paypal.example/a"}]}

    assert payer_link(order) == "https://paypal.example/a"
    with pytest.raises(ValueError):
        payer_link({**order, "links": [{"rel": "approve", "href": "javascript:alert(1)"}]})


def test_paypal_is_offered_where_its_keys_are_set(settings, paypal):
    assert "paypal" in offered_gateways()

    settings.PAYPAL_CLIENT_ID = ""

    assert "paypal" not in offered_gateways()
