"""Rate limits that hold across processes: one counted row per key and window, in PostgreSQL."""

import ipaddress
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from core.models import AttemptCount

# Windows are counted from this moment, in seconds since 1970. Those of a test begin with it, so that none
# ends while a test fills it.
FIRST_WINDOW = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each window of `seconds`."""

    name: str
    times: int
    seconds: int


@dataclass(frozen=True, slots=True)
class SlowingLimit(Limit):
    """`times` in each window at any speed; then one per pause, which doubles up to `longest_pause`.

    For what must never be blocked altogether, since anyone can use up the limit of another user.
    """

    longest_pause: int  # seconds


class TooMany(Exception):
    """The limit is reached; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def count(limit: Limit, key: str, now: datetime | None = None) -> None:
    """Count one use of `key` (an address, a user); raises TooMany beyond the limit."""
    count_each([(limit, key)], now)


def count_each(uses: Sequence[tuple[Limit, str]], now: datetime | None = None) -> None:
    """As `count` of each limit with its key, by one statement; raises TooMany with the longest wait."""
    now = now or timezone.now()
    # In one order, so that two requests with the same keys cannot deadlock.
    rows = {_name(limit, key): (limit, _window(limit, now)) for limit, key in uses}
    counts = _increment({name: rows[name][1] for name in sorted(rows)})
    waits = [
        (window + timedelta(seconds=limit.seconds) - now).total_seconds()
        for name, (limit, window) in rows.items()
        if counts[name] > limit.times
    ]
    if waits:
        raise TooMany(math.ceil(max(waits)))


def count_slowing(limit: SlowingLimit, key: str, now: datetime | None = None) -> None:
    """Count one use of `key`; during its pause raises TooMany without counting."""
    now = now or timezone.now()
    name = _name(limit, key)
    excess = _increment({name: _window(limit, now)})[name] - limit.times
    if excess <= 0:
        return
    pause, longer_pause = _pause(limit, excess), _pause(limit, excess + 1)
    try:
        count(pause, key, now)
    except TooMany:
        uncount(limit, key, now)
        raise
    if longer_pause != pause:  # it begins with this use
        _increment({_name(longer_pause, key): _window(longer_pause, now)})


def uncount(limit: Limit, key: str, now: datetime | None = None) -> None:
    """Take back one use of `key`."""
    counted = AttemptCount.objects.filter(
        key=_name(limit, key), window=_window(limit, now or timezone.now()), count__gt=0
    )
    counted.update(count=F("count") - 1)


def reset(limit: Limit, key: str) -> None:
    """Take back all uses of `key`."""
    AttemptCount.objects.filter(key=_name(limit, key)).delete()


def is_spent(limit: Limit, key: str, now: datetime | None = None) -> bool:
    """Whether one more use of `key` would exceed the limit; does not count."""
    window = _window(limit, now or timezone.now())
    counted = AttemptCount.objects.filter(key=_name(limit, key), window=window)
    return counted.filter(count__gte=limit.times).exists()


def purge_old_counts(now: datetime | None = None) -> int:
    """Delete counts older than a day; returns the number deleted."""
    cutoff = (now or timezone.now()) - timedelta(days=1)
    return AttemptCount.objects.filter(window__lt=cutoff).delete()[0]


def client_address(request: HttpRequest) -> str:
    """The client's address, as limits count it: for IPv6 the /64 network, all of which one subscriber has.

    Only as many proxies are trusted as TRUSTED_PROXIES says. Empty without an address: behind a Unix
    socket, or for a request made by the program itself.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return _network(forwarded[-settings.TRUSTED_PROXIES].strip()) or _network(direct)
    return _network(direct)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)


def _pause(limit: SlowingLimit, excess: int) -> Limit:
    seconds = min(2 ** min(excess, 20), limit.longest_pause)
    return Limit(f"{limit.name}-{seconds}", times=1, seconds=seconds)


def _window(limit: Limit, now: datetime) -> datetime:
    number = (now.timestamp() - FIRST_WINDOW) // limit.seconds
    return datetime.fromtimestamp(FIRST_WINDOW + number * limit.seconds, tz=now.tzinfo)


def _name(limit: Limit, key: str) -> str:
    return f"{limit.name}:{key}"[:120]


def _increment(windows: Mapping[str, datetime]) -> dict[str, int]:
    """Add one to the count of each name in its window; returns the new counts."""
    with connection.cursor() as cursor:
        cursor.execute(_INCREMENT, [list(windows), list(windows.values())])
        return dict(cursor.fetchall())


_INCREMENT = """
INSERT INTO core_attemptcount AS counts (key, "window", count)
SELECT key, "window", 1 FROM unnest(%s::text[], %s::timestamptz[]) AS used (key, "window")
ON CONFLICT (key, "window") DO UPDATE SET count = counts.count + 1
RETURNING key, count
"""
