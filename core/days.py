"""Calendar days: from midnight to midnight in the active time zone, which is the site's."""

from datetime import datetime

from django.utils import timezone


def start_of_day(now: datetime) -> datetime:
    """The midnight at which the day of `now` began."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
