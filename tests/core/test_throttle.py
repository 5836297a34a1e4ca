from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.test import RequestFactory

from core import throttle
from core.models import AttemptCount
from core.throttle import (
    Limit,
    SlowingLimit,
    TooMany,
    client_address,
    count,
    count_slowing,
    is_spent,
    purge_old_counts,
    reset,
    uncount,
)
from tests.racing import together, together_in_processes

THREE = Limit("try", times=3, seconds=60)
SLOWING = SlowingLimit("try", times=3, seconds=86400, longest_pause=60)
NOON = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _windows_of_the_site():
    throttle.FIRST_WINDOW = 0  # a window begins at noon


def tries_allowed(times, key="ann", now=NOON, limit=THREE):
    allowed = 0
    for _ in range(times):
        try:
            count(limit, key, now)
        except TooMany:
            continue
        allowed += 1
    return allowed


@pytest.mark.django_db
def test_count_allows_exactly_the_limit():
    assert tries_allowed(10) == 3


@pytest.mark.django_db
def test_too_many_has_the_seconds_to_wait():
    tries_allowed(3)

    with pytest.raises(TooMany) as refusal:
        count(THREE, "ann", NOON + timedelta(seconds=45))

    assert refusal.value.retry_after == 15


@pytest.mark.django_db
def test_count_restarts_in_the_next_window():
    tries_allowed(5)

    assert tries_allowed(5, now=NOON + timedelta(seconds=60)) == 3


@pytest.mark.django_db
def test_a_limit_is_spent_by_its_last_use_and_by_no_question():
    spent = [is_spent(THREE, "ann", NOON) or count(THREE, "ann", NOON) for _time in range(4)]

    assert spent == [None, None, None, True]


@pytest.mark.django_db
def test_a_use_that_is_given_back_was_none():
    tries_allowed(3)

    uncount(THREE, "ann", NOON)

    assert tries_allowed(3) == 1
    reset(THREE, "ann")
    assert tries_allowed(5) == 3


def moments_allowed(seconds):
    """When, in seconds after noon, a client that tries every second is let through."""
    for second in range(seconds):
        with suppress(TooMany):
            count_slowing(SLOWING, "ann", NOON + timedelta(seconds=second))
            yield second


@pytest.mark.django_db
def test_a_slowing_limit_never_closes_and_gets_ever_slower():
    moments = list(moments_allowed(400))

    assert moments == [0, 1, 2, 3, 4, 8, 16, 32, 60, 120, 180, 240, 300, 360]
    with pytest.raises(TooMany) as refusal:
        count_slowing(SLOWING, "ann", NOON + timedelta(seconds=400))
    assert refusal.value.retry_after == 20


@pytest.mark.django_db
def test_keys_and_limits_are_counted_separately():
    tries_allowed(5)

    count(THREE, "dan", NOON)
    count(Limit("other", times=1, seconds=60), "ann", NOON)


@pytest.mark.django_db
def test_count_takes_a_key_of_any_length():
    assert tries_allowed(5, key="k" * 10_000) == 3


@pytest.mark.django_db(transaction=True)
def test_count_holds_across_threads():
    assert sum(together(*[partial(tries_allowed, 5)] * 8)) == 3


@pytest.mark.django_db
def test_purge_old_counts_leaves_those_of_today():
    tries_allowed(1, now=NOON)
    tries_allowed(1, now=NOON + timedelta(hours=30))

    assert purge_old_counts(NOON + timedelta(hours=31)) == 1
    assert AttemptCount.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (3, "1.1.1.1", "127.0.0.1"),
    ],
)
def test_client_address_believes_only_trusted_proxies(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)) == address


@pytest.mark.parametrize(
    ("direct", "address"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("1.2.3.4", "1.2.3.4"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_client_address_is_the_network_of_one_subscriber(direct, address):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=direct)) == address


@pytest.mark.parametrize("forged", ["unknown", "1.2.3.4:80", "x" * 9000])
def test_client_address_is_an_address_even_with_a_bad_header(settings, forged):
    settings.TRUSTED_PROXIES = 1

    assert client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forged)) == "127.0.0.1"


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_across_processes():
    tries = partial(tries_allowed, 40, limit=Limit("try", times=25, seconds=60))

    assert sum(together_in_processes(tries, tries)) == 25
