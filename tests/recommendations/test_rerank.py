"""Re-ranking by a language model, against a server with the API of OpenAI's chat completions."""

import json
import re

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from devtools.stubs.chat import KEY, TOKENS, ChatStub
from recommendations.experiment import record_exposure
from recommendations.models import Training
from recommendations.rerank.chat import order_in
from recommendations.services import switch_off
from tests.factories import ListedStoreFactory
from tests.recommendations.conftest import listed, ordered, reader, train

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(settings):
    with ChatStub() as stub:
        settings.RERANK_URL, settings.RERANK_MODEL = stub.endpoint, "gemini-flash"
        settings.RERANK_API_KEY = KEY
        yield stub


@pytest.fixture
def stores():
    return [ListedStoreFactory(name=name) for name in ("Anchovy", "Basil", "Carrot")]


@pytest.fixture
def ann(stores):
    return active(stores)


def active(stores, **fields):
    """A reader whose list is these stores in their order, and who looked at it today."""
    user = reader(**fields)
    for at, store in enumerate(stores):
        ordered(user, store, times=len(stores) - at)
    record_exposure(user.pk, timezone.now())
    return user


def test_the_answer_is_the_new_order_and_the_reasons_stay(chat, ann):
    training = train()

    assert listed(ann) == {
        "Carrot": "You ordered here once",
        "Basil": "You ordered here 2 times",
        "Anchovy": "You ordered here 3 times",
    }
    assert (training.requests, training.tokens) == (1, TOKENS)


def test_it_is_off_without_an_endpoint(ann, settings):
    assert settings.RERANK_URL == ""

    training = train()

    assert [*listed(ann)] == ["Anchovy", "Basil", "Carrot"]
    assert training.requests == 0


def test_nothing_personal_is_asked(chat, stores):
    ann = active(stores, name="Ann Secret", email="ann.secret@example.com", phone="010-9876-5432")

    train()

    [question] = chat.asked
    _system, user = question["messages"]
    asked = json.loads(user["content"])
    assert asked["candidates"] == [
        {"number": at, "name": store.name, "category": store.category.name}
        for at, store in enumerate(stores, 1)
    ]
    assert [*asked] == ["liked", "candidates"]
    assert all([*one] == ["name", "category"] for one in asked["liked"])
    assert not re.search("secret|9876|customer_|address", json.dumps(question), re.IGNORECASE)
    assert str(ann.pk) not in re.findall(r"\d{2,}", json.dumps(question))


@pytest.mark.parametrize(
    "content",
    [
        *("[1, 2]", "[1, 2, 2]", "[1, 2, 4]", "[1, 2, 3, 4]", '["1", "2", "3"]', "[1.0, 2, 3]"),
        *("[true, 2, 3]", "{}", "", "null", "First 3, then 1.", "[3, 2, 1] because they are good"),
        "[" * 100_000,
    ],
)
def test_anything_but_a_permutation_leaves_our_order(chat, ann, content):
    chat.content = lambda numbers: content

    training = train()

    assert [*listed(ann)] == ["Anchovy", "Basil", "Carrot"]
    assert (training.requests, training.phase) == (1, "done")


@pytest.mark.parametrize(
    ("claimed", "counted"), [(310, 310), (3_000_000_000, 1_000_000), (10**30, 1_000_000)]
)
def test_an_answer_may_claim_any_number_of_tokens(chat, ann, claimed, counted):
    chat.tokens = claimed

    training = train()

    assert [*listed(ann)] == ["Carrot", "Basil", "Anchovy"]
    assert (training.tokens, training.phase) == (counted, "done")


@pytest.mark.parametrize("content", ["[3,1,2]", " [3, 1, 2]\n", "```json\n[3, 1, 2]\n```"])
def test_a_permutation_may_be_fenced(content):
    assert order_in(content, 3) == [2, 0, 1]


@pytest.mark.parametrize("mode", ["busy", "garbage", "slow", "down"])
def test_a_failure_leaves_our_order_and_one_line_without_the_key(chat, stores, ann, mode, settings):
    active(stores)
    settings.RERANK_TIMEOUT = 0.3
    chat.mode = mode
    if mode == "down":
        settings.RERANK_URL = "http://127.0.0.1:9/v1"

    with capture_logs() as lines:
        training = train()

    assert [*listed(ann)] == ["Anchovy", "Basil", "Carrot"]
    assert [one["event"] for one in lines].count("rerank_failed") == 1
    assert KEY not in repr(lines)
    assert (training.phase, training.requests) == ("done", 1)


def test_a_wrong_key_is_not_logged(chat, ann, settings):
    settings.RERANK_API_KEY = "sk-wrong-and-secret"

    with capture_logs() as lines:
        train()

    assert [one["reason"] for one in lines if one["event"] == "rerank_failed"] == ["HTTP 401"]
    assert "sk-wrong-and-secret" not in repr(lines)


@pytest.mark.parametrize(
    ("budget", "requests"), [({"RERANK_MAX_REQUESTS": 2}, 2), ({"RERANK_MAX_TOKENS": 400}, 2)]
)
def test_the_budget_of_a_night_is_not_exceeded(chat, stores, settings, budget, requests):
    for _ in range(4):
        active(stores[:2])
    for name, value in budget.items():
        setattr(settings, name, value)

    training = train()

    assert (len(chat.asked), training.requests) == (requests, requests)


def test_readers_of_the_plain_list_and_those_who_want_none_are_not_asked_for(chat, stores):
    active(stores, plain=True)
    refusing = active(stores)
    switch_off(refusing, timezone.now())

    train()

    assert chat.asked == []
    assert Training.objects.get().finished_at is not None
