"""A tenant's own server reports usage by signed requests."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Meter, UsageEvent
from billing.usage.secrets import add_secret, key_of, revoke_secret
from billing.usage.signatures import signature
from billing.views import report_usage
from tests.billing.factories import NEW_YEAR, make_clock, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails():
    return Meter.objects.create(code="mails", name="Mails", unit="mails")


@pytest.fixture
def tenant(mails):
    return make_tenant()


@pytest.fixture
def key(tenant):
    return key_of(add_secret(tenant=tenant, now=timezone.now()))


def event(**fields):
    at = timezone.now().isoformat()
    return {"meter": "mails", "key": "a", "quantity": 3, "at": at, **fields}


def send(tenant, key, *events, body=None, number=None):
    body = json.dumps({"events": events}).encode() if body is None else body
    sent = int(timezone.now().timestamp())
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(sent),
        "webhook-signature": signature(key, "m1", sent, body),
    }
    url = reverse("billing:report-usage", args=[number or tenant.number])
    client = Client(enforce_csrf_checks=True)
    return client.post(url, body, content_type="application/json", headers=headers)


def test_a_batch_is_recorded_once_however_often_it_is_sent(tenant, key):
    batch = [event(), event(key="b")]

    answers = [send(tenant, key, *batch).json() for _try in range(2)]

    assert answers == [{"events": 2, "new": 2}, {"events": 2, "new": 0}]
    assert UsageEvent.objects.filter(tenant=tenant, source="api").count() == 2


def test_nothing_of_a_wrong_batch_is_recorded(tenant, key):
    answer = send(tenant, key, event(), event(key="b", quantity=-1))

    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Nothing was recorded.",
        "errors": [{"index": 1, "message": "The quantity is negative."}],
    }
    assert not UsageEvent.objects.exists()


def test_what_is_no_json_is_refused(tenant, key):
    answer = send(tenant, key, body=b"{")

    assert (answer.status_code, answer.json()) == (422, {"error": "The body is not JSON."})


def test_what_is_not_signed_by_a_valid_secret_is_refused(tenant, key):
    revoke_secret(secret=tenant.api_secrets.get(), now=timezone.now())

    assert send(tenant, key, event()).status_code == 401
    assert send(tenant, b"x", event()).status_code == 401
    assert not UsageEvent.objects.exists()


def test_a_form_is_not_signed(client, tenant, key):
    """Its body may have been read before, as a form."""
    answer = client.post(reverse("billing:report-usage", args=[tenant.number]), {"events": "1"})

    assert answer.status_code == 401


def test_an_unknown_tenant_is_refused_in_the_same_words(tenant, key):
    answers = [send(tenant, b"x", number=number) for number in (tenant.number, "NOBODY22")]

    assert answers[0].status_code == 401
    assert answers[0].content == answers[1].content


def test_one_tenants_secret_does_not_sign_for_another(tenant, key):
    assert send(make_tenant(), key, event()).status_code == 401


def test_a_body_beyond_a_megabyte_is_refused(tenant, key):
    answer = send(tenant, key, body=b" " * 1_000_001)

    assert (answer.status_code, answer.json()["error"]) == (413, "The body is larger than 1 MB.")


def test_batches_of_a_tenant_are_limited(tenant, key, monkeypatch):
    monkeypatch.setattr(report_usage, "BATCHES", report_usage.Limit("few", 2, 3600))

    answers = [send(tenant, key) for _each in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_wrong_signatures_of_an_address_are_limited(tenant, key, monkeypatch):
    monkeypatch.setattr(report_usage, "UNSIGNED", report_usage.Limit("forged", 2, 3600))

    assert [send(tenant, b"x").status_code for _each in range(3)] == [401, 401, 429]
    assert send(tenant, key).status_code == 200


def test_a_tenant_with_a_test_clock_reports_at_its_own_time(mails):
    tenant = make_tenant(clock=make_clock())
    key = key_of(add_secret(tenant=tenant, now=timezone.now()))
    at = (NEW_YEAR - timedelta(days=1)).isoformat()

    answer = send(tenant, key, event(at=at), event(key="b", meter="orders", at=at))

    assert answer.json() == {"events": 2, "new": 2}
    assert UsageEvent.objects.first().received_at == NEW_YEAR
