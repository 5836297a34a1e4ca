"""A few readers get the plain list, so that the others can be compared with them."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from recommendations.models import Exposure

PLAIN_PERCENT = 5
SALT = "recommendations.plain"
STORED_FOR = timedelta(days=60)


def is_plain(user_id: int) -> bool:
    """The same every day and in every process: by a hash with the site's secret key."""
    digest = salted_hmac(SALT, str(user_id), algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") % 100 < PLAIN_PERCENT


def record_exposure(user_id: int, now: datetime) -> None:
    """The reader sees a list made for them; only the first time of a day makes a row."""
    day = timezone.localtime(now).date()
    Exposure.objects.bulk_create(
        [Exposure(user_id=user_id, day=day, at=now, is_plain=is_plain(user_id))],
        ignore_conflicts=True,
    )


def count_click(user_id: int, now: datetime) -> None:
    """The reader opened an entry of the list that they saw today."""
    day = timezone.localtime(now).date()
    Exposure.objects.filter(user=user_id, day=day).update(clicks=F("clicks") + 1)


def purge_old_exposures(now: datetime) -> int:
    day = timezone.localtime(now - STORED_FOR).date()
    return Exposure.objects.filter(day__lt=day).delete()[0]
