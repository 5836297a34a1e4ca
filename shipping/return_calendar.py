"""Periods of the law, in days of the site's time zone: each result is the midnight at which one ends."""

import calendar
from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone
from holidays import HolidayBase, country_holidays

ONE_DAY = timedelta(days=1)


def end_after_days(moment: datetime, days: int) -> datetime:
    """The end of a period of days: the day of `moment` is not counted, and a last day without business moves.

    Korean Civil Act, articles 157 and 161.
    """
    return _end_of(_next_business_day(_day_of(moment) + days * ONE_DAY))


def end_after_months(moment: datetime, months: int) -> datetime:
    """The same of a period of months, which ends on the day of the same number, or on the month's last.

    Korean Civil Act, articles 157, 160 and 161.
    """
    day = _day_of(moment)
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return _end_of(_next_business_day(last))


def end_after_business_days(moment: datetime, days: int) -> datetime:
    """The end of the last of so many business days; the day of `moment` is not counted."""
    day = _day_of(moment)
    for _each in range(days):
        day = _next_business_day(day + ONE_DAY)
    return _end_of(day)


def last_day_before(midnight: datetime) -> date:
    """The last day of a period that ends at this midnight."""
    return _day_of(midnight) - ONE_DAY


def is_business_day(day: date) -> bool:
    """Monday to Friday without Korea's public holidays."""
    return day.weekday() < calendar.SATURDAY and day not in _public_holidays()


def _next_business_day(day: date) -> date:
    """The day itself if it is one."""
    while not is_business_day(day):
        day += ONE_DAY
    return day


def _day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time()))


@cache
def _public_holidays() -> HolidayBase:
    """It adds each year when it is first asked for."""
    return country_holidays("KR")
