import pytest

from core.models import AttemptCount
from core.throttle import count
from payments.gateways.base import InvalidSignature
from payments.gateways.paypal.messages import ASKED
from payments.models import ProviderCall
from payments.views.webhooks import FORGED

VERIFY = "/v1/notifications/verify-webhook-signature"


@pytest.fixture
def message(paypal, captured):
    """The body and headers of a genuine message."""
    return paypal.messages.message(paypal.messages.events[-1])


def refused(gateway, body, headers):
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(body, headers)
    return True


def test_a_wrong_signature_is_forged(gateway, paypal, captured):
    assert refused(gateway, *paypal.messages.message(paypal.messages.events[-1], forged=True))


@pytest.mark.parametrize(
    ("true", "false"), [(b"12.50", b"12.51"), (b"USD", b"EUR"), (b": ", b":  ")]
)
def test_one_changed_byte_is_forged(gateway, message, true, false):
    body, headers = message

    assert refused(gateway, body.replace(true, false, 1), headers)


@pytest.mark.parametrize(
    "name",
    ["auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time"],
)
@pytest.mark.parametrize("value", [None, "", "junk", "2001-01-01T00:00:00Z"])
def test_a_header_missing_or_changed_is_forged(gateway, message, name, value):
    body, headers = message
    name = f"PAYPAL-{name.upper()}"
    headers = {key: text for key, text in headers.items() if key != name}
    headers |= {} if value is None else {name: value}

    assert refused(gateway, body, headers)


def test_the_names_of_headers_may_be_written_in_any_case(gateway, message):
    body, headers = message

    assert gateway.read_webhook(body, {name.title(): value for name, value in headers.items()})


def test_another_webhooks_message_is_forged(gateway, settings, message):
    settings.PAYPAL_WEBHOOK_ID = "another"

    assert refused(gateway, *message)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cert",
        "http://api.paypal.com/cert",
        "https://paypal.com.evil.example/cert",
        "https://evilpaypal.com/cert",
        "https://api.paypal.com@evil.example/cert",
        "https://evil.example\\@api.paypal.com/cert",
        "https://evil.example/?https://api.paypal.com/cert",
        "https://evil.example#.paypal.com/cert",
        "https://api.paypal.com/cert\nX: y",
        "https://[",
    ],
)
def test_a_certificate_of_another_host_is_forged_and_paypal_not_asked(
    gateway, paypal, message, url
):
    body, headers = message
    asked = len(paypal.asked)

    assert refused(gateway, body, {**headers, "PAYPAL-CERT-URL": url})
    assert len(paypal.asked) == asked


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"[]",
        b"null",
        b"{}",
        b'{"id": 1, "event_type": "X", "resource": {}}',
        b'{"id": "", "event_type": "X", "resource": {}}',
        b'{"id": "WH-1\\u0000", "event_type": "X", "resource": {}}',
        b'{"id": "WH-1", "event_type": "X", "resource": []}',
        b'{"id": "WH-1", "event_type": "X", "resource": {}}, "verification_status": {}',
        b"[" * 200_000,
    ],
)
def test_what_is_no_message_is_forged_and_paypal_not_asked(gateway, paypal, message, body):
    asked = len(paypal.asked)

    assert refused(gateway, body, message[1])
    assert len(paypal.asked) == asked


@pytest.fixture
def post(client):
    def posted(body, headers):
        url = "/pay/webhooks/paypal/"
        return client.post(url, body, content_type="application/json", headers=headers).status_code

    return posted


@pytest.fixture
def spent(db):
    """The tests' address has sent as many forged messages as are logged."""
    for _time in range(FORGED.times):
        count(FORGED, "127.0.0.1")


def verifications(paypal):
    return [path for _method, path, *_rest in paypal.asked].count(VERIFY)


def test_an_address_that_forged_many_no_longer_has_paypal_asked(post, paypal, captured, spent):
    logged = ProviderCall.objects.count()
    event = {
        "id": "WH-1",
        "event_type": "PAYMENT.CAPTURE.COMPLETED",
        "resource": {"id": "ANOTHERS"},
    }

    for body in (paypal.messages.message(event, forged=True)[0], b"nonsense", b""):
        assert post(body, paypal.messages.message(event)[1]) == 429
    assert ProviderCall.objects.count() == logged


def test_what_is_true_of_our_payments_is_believed_from_any_address(post, paypal, captured, spent):
    event = paypal.messages.events[-1]

    assert post(*paypal.messages.message(event, forged=True)) == 429
    assert post(*paypal.messages.message(event)) == 200


def test_messages_about_one_payment_are_limited_and_true_ones_repeated(post, paypal, captured):
    event = paypal.messages.events[-1]
    for _time in range(ASKED.times):
        post(*paypal.messages.message(event, forged=True))
    asked = verifications(paypal)

    assert post(*paypal.messages.message(event)) == 503
    assert verifications(paypal) == asked == ASKED.times
    AttemptCount.objects.all().delete()  # an hour later
    assert post(*paypal.messages.message(event)) == 200
