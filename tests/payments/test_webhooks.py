"""Messages of a provider to the site: trusted once, never if forged, early ones stored until they match."""

import json
import time

import pytest

from devtools.stubs.stripe import signature
from orders.models import Order
from payments.models import Payment, ProviderCall, WebhookEvent

URL = "/pay/webhooks/stripe/"
FORM = "application/x-www-form-urlencoded"
PARTS = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'


def event(about, id="evt_1", kind="checkout.session.completed"):
    return json.dumps({"id": id, "type": kind, "data": {"object": about}}).encode()


SESSION = {"object": "checkout.session", "id": "cs_1", "status": "complete", "currency": "krw"}
ODD = [
    *(b"", b"\x00", b"\xff\xfe", b"[]", b"null", b"{}", b"1", b'"a"', b"[" * 100_000, b"NaN"),
    event([]),
    event({}),
    event({"object": 3}, id=1, kind=2),
    event({"object": "charge"}, id="evt_\x00"),
    event({"object": "charge"}, id="x" * 999, kind="y" * 999),
    event(SESSION, id=[], kind={}),
    event({**SESSION, "id": [], "metadata": []}),
    event({**SESSION, "id": "\x00", "metadata": {"payment": "\x00"}}, kind="a"),
    event({**SESSION, "payment_status": "paid", "payment_intent": "pi", "amount_total": 1e400}),
    event({**SESSION, "payment_status": "paid", "payment_intent": 7, "amount_total": "7"}),
    event({**SESSION, "payment_status": "paid", "payment_intent": None, "amount_total": 10**30}),
]


@pytest.fixture
def send(client, stripe_stub):
    """`send(event or body)`: as Stripe signs and posts it; returns the status answered."""

    def sends(message, kind="application/json", signed=None, **signing):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        signed = signature(body, **signing) if signed is None else signed
        return client.post(URL, body, content_type=kind, HTTP_STRIPE_SIGNATURE=signed).status_code

    return sends


@pytest.fixture
def paid_event(stripe_stub, stripe_payment):
    """The event of a payment that was made."""
    stripe_stub.pay(stripe_payment.session)
    return stripe_stub.books_of.events[-1]


def state():
    """What a message may change."""
    payments = Payment.objects.values_list("status", "captured", "refunded")
    return list(Order.objects.values_list("status")), list(payments), WebhookEvent.objects.count()


def test_a_message_captures_the_payment_and_pays_the_order(send, paid_event):
    assert send(paid_event) == 200

    assert state() == ([("paid",)], [("captured", 12000, 0)], 1)


def test_a_copy_is_answered_and_changes_nothing(send, paid_event):
    send(paid_event)

    assert [send(paid_event) for _n in range(3)] == [200, 200, 200]

    assert state() == ([("paid",)], [("captured", 12000, 0)], 1)
    assert Payment.objects.get().history.filter(verb="capture").count() == 1
    assert Order.objects.get().history.filter(verb="pay").count() == 1


def test_a_message_altered_by_one_byte_changes_nothing(send, paid_event):
    body = json.dumps(paid_event).encode()
    before = state()

    assert send(body.replace(b"12000", b"12001"), signed=signature(body)) == 400

    assert state() == before


@pytest.mark.parametrize(
    "signing", [{"secret": "whsec_another"}, {"at": time.time() - 3600}, {"signed": ""}]
)
def test_a_forged_or_old_message_changes_nothing(send, paid_event, signing):
    before = state()

    assert send(paid_event, **signing) == 400

    assert state() == before


def test_forged_messages_are_logged_up_to_a_limit_and_then_refused(send, paid_event):
    answers = [send(paid_event, secret="whsec_another") for _n in range(32)]

    assert answers == [400] * 30 + [429] * 2
    assert ProviderCall.objects.filter(direction="in").count() == 30
    assert send(paid_event) == 200


@pytest.mark.parametrize("code", ["nobody", "sandbox", "%00", "x" * 300])
def test_a_gateway_that_takes_no_messages_is_not_found(client, db, code):
    answer = client.post(f"/pay/webhooks/{code}/", b"{}", content_type="application/json")

    assert answer.status_code in (400, 404)


def test_a_gateway_that_is_switched_off_is_not_found(send, paid_event, settings):
    settings.STRIPE_SECRET_KEY = ""

    assert send(paid_event) == 404


def test_stripe_repeats_what_it_could_not_be_asked_about(
    send, paid_event, stripe_stub, stripe_payment
):
    send(paid_event)
    stripe_payment.refresh_from_db()
    stripe_stub.books_of.refund({"payment_intent": stripe_payment.reference, "amount": "500"})
    refunded = stripe_stub.books_of.events[-1]
    stripe_stub.misbehave("500")

    assert [send(refunded), send(refunded)] == [503, 200]

    assert state() == ([("paid",)], [("captured", 12000, 500)], 2)


def test_what_is_asked_because_of_a_message_is_logged_with_its_payment(
    send, paid_event, stripe_stub, stripe_payment
):
    send(paid_event)
    stripe_payment.refresh_from_db()
    stripe_stub.books_of.refund({"payment_intent": stripe_payment.reference, "amount": "500"})
    asked = len(stripe_stub.asked)

    send(stripe_stub.books_of.events[-1])

    rows = ProviderCall.objects.filter(direction="out").values_list("payment", flat=True)
    assert set(rows[: len(stripe_stub.asked) - asked]) == {stripe_payment.pk}


def test_messages_in_disorder_come_to_the_same(send, paid_event, stripe_stub):
    session = stripe_stub.books_of.find("cs", paid_event["data"]["object"]["id"])
    stripe_stub.books_of.refund({"payment_intent": session["payment_intent"], "amount": "500"})

    assert [send(event) for event in stripe_stub.books_of.events[::-1]] == [200, 200]

    assert state() == ([("paid",)], [("captured", 12000, 500)], 2)


def test_a_page_that_expired_takes_no_money_away(send, paid_event, stripe_stub):
    send(paid_event)
    late = {**paid_event, "id": "evt_late", "type": "checkout.session.expired"}
    late["data"]["object"] |= {"status": "expired", "payment_status": "unpaid"}

    assert send(late) == 200

    assert state() == ([("paid",)], [("captured", 12000, 0)], 2)


@pytest.mark.parametrize("kind", ["text/plain", "", "a/b/c", "\u00e9", FORM])
def test_what_a_message_calls_itself_does_not_matter(send, paid_event, kind):
    assert send(paid_event, kind=kind) == 200

    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("body", [b"", b"x", PARTS])
def test_a_form_of_many_parts_is_no_message(send, db, body, kind):
    assert send(body, kind=kind) == 400


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("code", ["stripe", "toss", "paypal"])
def test_no_body_however_odd_is_an_error_of_ours(client, stripe_stub, settings, body, code):
    settings.TOSS_CLIENT_KEY = settings.TOSS_SECRET_KEY = settings.PAYPAL_CLIENT_ID = "set"
    headers = {"HTTP_STRIPE_SIGNATURE": signature(body)}

    answer = client.post(f"/pay/webhooks/{code}/", body, content_type="application/json", **headers)

    assert answer.status_code in (200, 400)


def test_a_body_that_is_huge_is_refused_unread(send, db):
    assert send(b"x" * 3_000_000) in (400, 413)

    assert not ProviderCall.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts_are_messages(client, stripe_stub, method):
    assert getattr(client, method)(URL).status_code == 405
