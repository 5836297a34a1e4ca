"""Paying at Stripe Checkout, over real HTTP against a server with its API."""

import time
from decimal import Decimal

import pytest
import requests

from payments.gateways.base import GatewayError, OutcomeUnknown, PaymentOutcome

SESSIONS = "POST /v1/checkout/sessions"


def calls(stub):
    return [call for call, _form, _headers in stub.asked]


def test_the_payer_is_led_to_a_session_of_our_amount(gateway, payment, stripe_stub):
    started = gateway.start(payment)

    call, form, headers = stripe_stub.asked[0]
    price = "line_items[0][price_data]"
    assert (call, started.url) == (SESSIONS, f"{stripe_stub.url}/c/pay/{started.session}")
    assert (form[f"{price}[unit_amount]"], form[f"{price}[currency]"]) == ("12000", "krw")
    assert form[f"{price}[product_data][name]"] == f"냉면집 · {payment.order.number}"
    assert form["client_reference_id"] == form["metadata[payment]"] == payment.key
    assert form["metadata[order]"] == payment.order.number
    assert headers["Idempotency-Key"] == payment.key
    assert int(form["expires_at"]) >= time.time() + 30 * 60


def test_the_payer_comes_back_to_us(gateway, payment, stripe_stub, settings):
    gateway.start(payment)

    form = stripe_stub.asked[0][1]
    back = f"{settings.SITE_URL}/pay/return/{payment.key}/"
    assert form["cancel_url"] == back
    assert form["success_url"] == back + "?session={CHECKOUT_SESSION_ID}"


def test_the_library_sends_nothing_about_our_machine(gateway, payment, stripe_stub):
    gateway.start(payment)
    gateway.start(payment)

    for _call, _form, headers in stripe_stub.asked:
        assert "X-Stripe-Client-Telemetry" not in headers
        assert "platform" not in headers["X-Stripe-Client-User-Agent"]


def test_a_start_whose_answer_was_lost_leads_to_the_same_session(gateway, payment, stripe_stub):
    stripe_stub.misbehave("cut_after", on=SESSIONS)
    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)

    started = gateway.start(payment)

    assert list(stripe_stub.books_of.objects["cs"]) == [started.session]


def test_a_known_session_that_is_open_is_taken_up_again(led, payment, stripe_stub):
    first, second = led(payment), led(payment)

    assert first == second
    assert calls(stripe_stub).count(SESSIONS) == 1


def test_a_session_that_is_paid_leads_back_to_us(led, payment, stripe_stub):
    stripe_stub.pay(led(payment).session)

    assert led(payment).url.endswith(f"/pay/return/{payment.key}/")


def test_one_key_with_two_wishes_is_refused(gateway, payment):
    gateway.start(payment)
    payment.amount += 1

    with pytest.raises(GatewayError) as refused:
        gateway.start(payment)

    assert type(refused.value) is GatewayError


def test_an_amount_too_small_for_stripe_says_so(gateway, payment):
    payment.amount = Decimal(50)

    with pytest.raises(GatewayError, match="this small"):
        gateway.start(payment)


@pytest.mark.parametrize("currency", ["KRW", "USD"])
def test_what_was_paid_comes_back_in_major_units(currency, paid, payment, dollars):
    asked = {"KRW": payment, "USD": dollars}[currency]

    outcome = paid(asked)

    assert (outcome.result, outcome.amount, outcome.currency) == (
        "captured",
        asked.amount,
        currency,
    )
    assert outcome.reference.startswith("pi_")


def test_another_amount_is_returned_as_stripe_says(gateway, led, payment, stripe_stub):
    session = led(payment).session
    stripe_stub.books_of.objects["cs"][session]["amount_total"] = 11000

    stripe_stub.pay(session)

    assert gateway.confirm(payment, {}).amount == Decimal(11000)


def test_a_payer_who_cancels_has_not_paid(gateway, led, payment):
    led(payment)

    assert gateway.confirm(payment, {}) == PaymentOutcome("open")


def test_a_declined_card_may_be_tried_again(gateway, led, payment, stripe_stub):
    stripe_stub.misbehave("decline", on="pay")
    session = led(payment).session

    assert stripe_stub.pay(session) == "Your card was declined."
    assert gateway.confirm(payment, {}) == PaymentOutcome("open")
    assert stripe_stub.pay(session) == ""
    assert gateway.confirm(payment, {}).result == "captured"


def test_the_session_of_another_payment_confirms_nothing(
    gateway, led, payment, dollars, stripe_stub
):
    paid_session = led(dollars).session
    stripe_stub.pay(paid_session)
    led(payment)

    assert gateway.confirm(payment, {"session": paid_session}).result == "open"


def test_a_stored_session_of_another_payment_is_not_believed(
    gateway, led, payment, dollars, stripe_stub
):
    payment.session = led(dollars).session
    stripe_stub.pay(payment.session)

    with pytest.raises(OutcomeUnknown):
        gateway.look_up(payment)


@pytest.mark.parametrize("known", ["session", "reference", "key"])
def test_a_payment_is_found_by_session_or_key(gateway, paid, payment, known):
    outcome = paid(payment)
    if known != "session":
        payment.session = ""
    if known == "key":
        payment.reference = ""

    assert gateway.look_up(payment) == outcome


def test_a_session_is_found_among_hundreds(gateway, led, payment, stripe_stub):
    stripe_stub.pay(led(payment).session)
    first = stripe_stub.books_of.objects["cs"][payment.session]
    for number in range(250):
        other = {**first, "id": f"cs_{number}", "client_reference_id": f"other-{number}"}
        stripe_stub.books_of.objects["cs"][other["id"]] = other
    payment.session = ""

    assert gateway.look_up(payment).result == "captured"
    assert calls(stripe_stub).count("GET /v1/checkout/sessions") == 3


def test_a_payment_that_never_reached_stripe_is_open(gateway, payment):
    assert gateway.look_up(payment) == PaymentOutcome("open")


def test_the_payers_page_pays_and_leads_back(led, payment, stripe_stub, settings):
    url = led(payment).url

    page = requests.get(url, timeout=5)
    declined = requests.post(url, {"how": "decline"}, timeout=5)
    back = requests.post(url, {"how": "pay"}, timeout=5, allow_redirects=False)

    assert payment.order.number in page.text
    assert "declined" in declined.text
    assert (back.status_code, back.headers["Location"]) == (
        303,
        f"{settings.SITE_URL}/pay/return/{payment.key}/?session={payment.session}",
    )
    book = stripe_stub.books()[payment.key]
    assert (book["status"], book["captured"], book["refunded"]) == ("complete", 12000, 0)
