"""What a tenant's server sends: its signature, and its batch."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from billing.models import ApiSecret
from billing.usage.parsing import parse_batch
from billing.usage.rules import Usage, UsageRefused
from billing.usage.secrets import (
    SecretRefused,
    add_secret,
    key_of,
    keys_of,
    revoke_secret,
    rotate_all,
)
from billing.usage.signatures import SignatureRefused, signature, verify
from tests.billing.factories import make_tenant
from tests.racing import losers, together

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
SENT = int(NOW.timestamp())
BODY = b'{"events": []}'
KEY, FORMER = b"k" * 32, b"f" * 32


def headers(keys=(KEY,), message_id="m1", sent=SENT, body=BODY):
    signatures = [signature(key, message_id, sent, body) for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent),
        "webhook-signature": " ".join(signatures),
    }


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the specification's own libraries."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'

    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("keys", [(KEY,), (FORMER, KEY), (b"x", KEY)])
def test_one_of_several_signatures_by_one_of_several_secrets_is_enough(keys):
    verify(headers(keys), BODY, [FORMER, KEY], NOW)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_may_be_five_minutes_off(minutes):
    verify(headers(), BODY, [KEY], NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "webhook-id"),
        (headers(message_id="x" * 256), "webhook-id"),
        (headers() | {"webhook-timestamp": "-1"}, "not a number"),
        (headers() | {"webhook-timestamp": "1" * 99}, "not a number"),
        (headers() | {"webhook-timestamp": "²"}, "not a number"),
        (headers(sent=SENT - 301), "5 minutes"),
        (headers(sent=SENT + 301), "5 minutes"),
        (headers(keys=()), "none of the valid secrets"),
        (headers(keys=(b"x",)), "none of the valid secrets"),
        (headers(body=b"other"), "none of the valid secrets"),
        (headers() | {"webhook-id": "m2"}, "none of the valid secrets"),
        (headers() | {"webhook-timestamp": str(SENT + 1)}, "none of the valid secrets"),
        (headers() | {"webhook-signature": "v1,é v2"}, "none of the valid secrets"),
    ],
)
def test_what_is_not_signed_is_refused(given, text):
    with pytest.raises(SignatureRefused, match=text):
        verify(given, BODY, [KEY], NOW)


def test_without_a_secret_nothing_is_accepted():
    with pytest.raises(SignatureRefused):
        verify(headers(keys=(b"",)), BODY, [], NOW)


def batch(*events):
    return json.dumps({"events": events}).encode()


EVENT = {"meter": "mails", "key": "a", "quantity": 3, "at": "2026-03-10T12:00:00+09:00"}


def test_a_batch_is_read():
    assert parse_batch(batch(EVENT)) == [Usage("mails", "a", 3, NOW)]
    assert parse_batch(batch()) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "The body is not JSON."),
        (b"\xff", "The body is not JSON."),
        (b"[" * 100_000, "The body is not JSON."),
        (b"[]", "The body is not an object with a list of “events”."),
        (b'{"events": {}}', "The body is not an object with a list of “events”."),
        (batch(*[EVENT] * 1001), "There are more than 1000 events."),
    ],
)
def test_what_is_no_batch_is_refused(body, text):
    with pytest.raises(UsageRefused) as refused:
        parse_batch(body)

    assert str(refused.value) == text


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (7, "The event is not an object."),
        ({**EVENT, "amount": 1}, "“amount” is no field of an event."),
        ({"meter": "mails", "key": "a", "at": EVENT["at"]}, "“quantity” is missing."),
        ({**EVENT, "key": 7}, "“meter” and “key” are texts."),
        ({**EVENT, "meter": None}, "“meter” and “key” are texts."),
        *[
            (
                {**EVENT, "at": at},
                "“at” is no time with a time zone, as 2026-03-10T09:30:00+09:00.",
            )
            for at in ("2026-03-10", "2026-03-10T12:00:00", "soon", 1773111600, None)
        ],
    ],
)
def test_a_wrong_event_is_named(event, text):
    with pytest.raises(UsageRefused) as refused:
        parse_batch(batch(EVENT, event))

    assert [(each.index, each.text) for each in refused.value.errors] == [(1, text)]


@pytest.fixture
def tenant(db):
    return make_tenant()


def test_a_secret_is_stored_encrypted(tenant, ann):
    text = add_secret(tenant=tenant, now=NOW, by=ann)

    row = ApiSecret.objects.get()
    assert text.startswith("whsec_")
    assert len(base64.b64decode(text[6:])) == 32
    assert text[6:] not in row.sealed
    assert text.rstrip("=").endswith(row.ending)
    assert keys_of(tenant, NOW) == [key_of(text)]
    assert (tenant.timeline.get().kind, tenant.timeline.get().actor) == ("secret_added", ann)


def test_a_former_secret_is_valid_for_a_day(tenant):
    former, new = [key_of(add_secret(tenant=tenant, now=NOW)) for _each in range(2)]
    day = timedelta(days=1)

    assert set(keys_of(tenant, NOW + day - timedelta(seconds=1))) == {former, new}
    assert keys_of(tenant, NOW + day) == [new]


def test_a_revoked_secret_ends_immediately(tenant):
    kept, _revoked = (key_of(add_secret(tenant=tenant, now=NOW)) for _each in range(2))

    revoke_secret(secret=tenant.api_secrets.first(), now=NOW)
    revoke_secret(secret=tenant.api_secrets.first(), now=NOW)

    assert keys_of(tenant, NOW) == [kept]
    assert tenant.timeline.filter(kind="secret_revoked").count() == 1


def test_three_secrets_are_valid_at_most(tenant):
    for _each in range(3):
        add_secret(tenant=tenant, now=NOW)

    with pytest.raises(SecretRefused, match="Revoke one of them first"):
        add_secret(tenant=tenant, now=NOW)
    add_secret(tenant=tenant, now=NOW + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_three_make_a_secret(tenant):
    results = together(*[lambda: add_secret(tenant=tenant, now=NOW)] * 5)

    assert [type(each) for each in losers(results)] == [SecretRefused] * 2
    assert len(keys_of(tenant, NOW)) == 3


def test_secrets_follow_the_key_of_the_site(db, settings):
    tenant = make_tenant()
    key = key_of(add_secret(tenant=tenant, now=NOW))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as the first one was"

    assert rotate_all() == 1
    settings.SECRET_KEY_FALLBACKS = []

    assert keys_of(tenant, NOW) == [key]
