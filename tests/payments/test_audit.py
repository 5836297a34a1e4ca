import pytest
from django.db import DatabaseError, transaction

from payments.audit import HIDDEN, MAX_LOGGED_LENGTH, logged, redacted
from payments.models import ProviderCall

SECRETS = {
    "client_secret": "s1",
    "card": {"number": "4242"},
    "deep": [{"email": "s2@example.com", "Authorization": "s3"}],
    "receipt": {"url": "https://dashboard.example.com/s4"},
    "amount": 12000,
}


def test_a_call_is_logged_with_its_answer_and_its_duration(db):
    with logged("stripe", "POST /v1/refunds", body={"amount": 5}) as answer:
        answer.status, answer.body = 200, {"id": "re_1"}

    [call] = ProviderCall.objects.all()
    assert (call.direction, call.status, call.response) == ("out", 200, '{"id": "re_1"}')
    assert call.milliseconds >= 0


def test_a_call_that_was_never_answered_is_logged_too(db):
    with pytest.raises(TimeoutError), logged("stripe", "POST /v1/refunds"):
        raise TimeoutError

    [call] = ProviderCall.objects.all()
    assert (call.status, call.response) == (None, '{"error": "TimeoutError"}')


@pytest.mark.parametrize("form", [SECRETS, "client_secret=s1&card[number]=4242&amount=12000"])
def test_secrets_are_hidden_at_any_depth(form):
    text = redacted(form)

    assert HIDDEN in text
    assert "12000" in text
    assert not any(secret in text for secret in ("s1", "s2", "s3", "s4", "4242"))


ODD = [b"\xff\xfe\0", "no json {", "x" * 99999, None, [], "null", '{"id": "\\ud800\\u0000"}']
DEEP = [b"[" * 200_000, b"[" * 400 + b"]" * 400, b"[" * 900 + b"]" * 900]


@pytest.mark.parametrize("body", [*ODD, *DEEP])
def test_any_answer_can_be_stored(db, body):
    with logged("toss", "GET /", body=body):
        pass

    assert len(ProviderCall.objects.get().request) <= MAX_LOGGED_LENGTH


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_call_is_never_changed_or_deleted(db, change):
    with logged("toss", "GET /"):
        pass
    calls = ProviderCall.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        calls.delete() if change == "delete" else calls.update(status=200)
