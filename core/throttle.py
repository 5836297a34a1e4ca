"""Limits that hold across processes: one counted row a key and window, in PostgreSQL."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from core.models import AttemptCount


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each window of `seconds`."""

    name: str
    times: int
    seconds: int


class TooMany(Exception):
    """The limit is reached; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def count(limit: Limit, key: str, now: datetime | None = None) -> None:
    """Count one use of `key` (an address, a user); raises TooMany beyond the limit."""
    now = now or timezone.now()
    window = _window(limit, now)
    if _increment(_name(limit, key), window) > limit.times:
        end = window + timedelta(seconds=limit.seconds)
        raise TooMany(math.ceil((end - now).total_seconds()))


def is_spent(limit: Limit, key: str, now: datetime | None = None) -> bool:
    """Whether one more use of `key` would be too many; counts none."""
    window = _window(limit, now or timezone.now())
    counted = AttemptCount.objects.filter(key=_name(limit, key), window=window)
    return counted.filter(count__gte=limit.times).exists()


def forget_old_counts(now: datetime | None = None) -> int:
    """Delete counts older than a day; returns how many."""
    cutoff = (now or timezone.now()) - timedelta(days=1)
    return AttemptCount.objects.filter(window__lt=cutoff).delete()[0]


def client_address(request: HttpRequest) -> str:
    """The client's address; proxies are believed only as far as TRUSTED_PROXIES counts them.

    Empty where there is none: behind a Unix socket, or for a request the program made itself.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return str(forwarded[-settings.TRUSTED_PROXIES].strip() or direct)
    return direct


def _window(limit: Limit, now: datetime) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // limit.seconds * limit.seconds, tz=now.tzinfo)


def _name(limit: Limit, key: str) -> str:
    return f"{limit.name}:{key}"[:120]


def _increment(key: str, window: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_INCREMENT, [key, window])
        return int(cursor.fetchone()[0])


_INCREMENT = """
INSERT INTO core_attemptcount AS counts (key, "window", count) VALUES (%s, %s, 1)
ON CONFLICT (key, "window") DO UPDATE SET count = counts.count + 1
RETURNING count
"""
