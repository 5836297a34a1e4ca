"""Counts visitors of partners' links: one a link and 24 hours, without knowing who they are.

A visitor is the hash of address and user agent, with a key that is random for each day of Seoul and deleted
after two days: then it cannot be computed again. For the 24 hours to cross midnight, a visitor is looked up
by the key of the day before, too.
"""

import hmac
import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from affiliates.models import Click, ClickKey, PartnerCode
from affiliates.models.clicks import VISITOR_LENGTH
from core.days import DAY, day_of
from core.postgresql.advisory_locks import lock_name

KEY_BYTES = 32
COUNTED_AGAIN_AFTER = timedelta(hours=24)
KEYS_STORED = 2  # days: today's and the one before


def count_click(code: PartnerCode, address: str, agent: str, now: datetime | None = None) -> bool:
    """Whether it counts: the first of this visitor by this code in 24 hours."""
    now = now or timezone.now()
    day = day_of(now)
    before, today = (visitor_hash(each, address, agent) for each in (day - DAY, day))
    try:
        with transaction.atomic():
            _lock_visitor(code, before, today)
            # At midnight the clock of another process may be on the next day already.
            ahead = ClickKey.objects.filter(day=day + DAY).first()
            known = [before, today, *([_hash(ahead, address, agent)] if ahead else [])]
            recent = code.clicks.filter(visitor__in=known)
            if recent.filter(at__gt=now - COUNTED_AGAIN_AFTER).exists():
                return False
            Click.objects.create(code=code, visitor=today, at=now)
    except IntegrityError:  # with a clock that went back, a visitor of this day may be older
        return False
    return True


def visitor_hash(day: date, address: str, agent: str) -> str:
    """Not the same on another day."""
    return _hash(_key_of(day), address, agent)


def purge_old_keys(now: datetime | None = None) -> int:
    """Delete the keys of days before yesterday; returns how many."""
    first = day_of(now or timezone.now()) - DAY * (KEYS_STORED - 1)
    return ClickKey.objects.filter(day__lt=first).delete()[0]


def _hash(key: ClickKey, address: str, agent: str) -> str:
    digest = hmac.digest(bytes(key.key), f"{address}\n{agent}".encode(), "sha256")
    return digest.hex()[:VISITOR_LENGTH]


def _key_of(day: date) -> ClickKey:
    """Of two processes that make one at once, both get that which was stored."""
    found = ClickKey.objects.filter(day=day).first()
    if found is None:
        new = ClickKey(day=day, key=secrets.token_bytes(KEY_BYTES))
        ClickKey.objects.bulk_create([new], ignore_conflicts=True)
        found = ClickKey.objects.get(day=day)
    return found


def _lock_visitor(code: PartnerCode, *visitors: str) -> None:
    """Until the end of the transaction; in one order, so that two days never wait for each other."""
    names = sorted(f"click {code.pk} {visitor}" for visitor in visitors)
    for name in names:
        lock_name(name)
