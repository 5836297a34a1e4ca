"""What anyone may send to the URL of a provider's messages."""

import json

import pytest
from django.test import Client

from core.throttle import count
from devtools.stubs.stripe import signature
from payments.models import Payment, ProviderCall, WebhookEvent
from payments.views.webhooks import FORGED

NONSENSE = {"data": "[]", "content_type": "application/json"}


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", "whsec_1"
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_WEBHOOK_ID = "id", "WH-1"
    settings.TOSS_CLIENT_KEY, settings.TOSS_SECRET_KEY = "test_ck_1", "test_sk_1"
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 1"
    settings.STRIPE_URL = settings.PAYPAL_URL = settings.TOSS_URL = "http://127.0.0.1:9"


@pytest.fixture
def outsider(db):
    """A client without our cookies, which gets a 500 as a response."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize("gateway", ["stripe", "paypal", "toss", "transfer", "sandbox"])
@pytest.mark.parametrize(
    "sent",
    [
        NONSENSE,
        {},
        {"data": {"a": "b"}},
        {"data": b"\xff\x00", "content_type": "application/json"},
        {"data": '{"id": 1, "data": {"object": []}}', "content_type": "application/json"},
        {"data": "a=b", "content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(outsider, gateway, sent):
    assert outsider.post(f"/pay/webhooks/{gateway}/", **sent).status_code == 400
    assert not WebhookEvent.objects.exists()


def test_a_message_of_megabytes_counts_as_forged(outsider, settings):
    long = {"data": b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "content_type": "text/plain"}
    assert outsider.post("/pay/webhooks/stripe/", **long).status_code == 400
    for _time in range(FORGED.times - 1):
        count(FORGED, "127.0.0.1")

    assert outsider.post("/pay/webhooks/stripe/", **long).status_code == 429


def test_a_provider_that_is_not_switched_on_has_no_address(outsider):
    assert outsider.post("/pay/webhooks/nobody/", **NONSENSE).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_message_on_which_we_break_is_logged_and_shall_be_repeated(
    outsider, stripe_stub, stripe_payment
):
    stripe_stub.pay(stripe_payment.session)
    event = stripe_stub.books_of.events[-1]
    taken = event["data"]["object"]["payment_intent"]
    other = {"order": stripe_payment.order, "gateway": "stripe", "amount": 1, "currency": "KRW"}
    Payment.objects.create(**other, reference=taken)  # which is impossible
    body = json.dumps(event)
    headers = {"Stripe-Signature": signature(body.encode())}

    sent = {"data": body, "content_type": "application/json", "headers": headers}
    assert outsider.post("/pay/webhooks/stripe/", **sent).status_code == 500

    call = ProviderCall.objects.get(direction="in")
    assert (call.status, event["id"] in call.request) == (500, True)
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_messages_are_only_posted(outsider, method):
    assert getattr(outsider, method)("/pay/webhooks/stripe/").status_code == 405
