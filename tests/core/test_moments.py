"""Dates and times have one format everywhere."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import override

from core.templatetags.moments import ago, clock, moment

MIDNIGHT = datetime(2026, 11, 22, tzinfo=ZoneInfo("Asia/Seoul"))
FORMATS = ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "22 Nov 2026, 00:00", "22 Nov 2026"),
        ("ko", "2026년 11월 22일 00:00", "2026년 11월 22일"),
    ],
)
def test_a_date_is_written_one_way(language, text, day):
    with override(language):
        assert {date_format(MIDNIGHT, form) for form in FORMATS} == {text}
        assert {date_format(MIDNIGHT, form) for form in ("DATE_FORMAT", "SHORT_DATE_FORMAT")} == {
            day
        }
        assert time_format(MIDNIGHT, "TIME_FORMAT") == "00:00"


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [
        ("en", 0, "Today, 15:05"),
        ("ko", 0, "오늘 15:05"),
        ("en", 1, "Yesterday, 15:05"),
        ("ko", 1, "어제 15:05"),
        ("en", -1, "Tomorrow, 15:05"),
        ("ko", -1, "내일 15:05"),
    ],
)
def test_today_and_the_days_beside_it_are_called_so(language, days, text):
    at = timezone.localtime().replace(hour=15, minute=5) - timedelta(days=days)

    with override(language):
        assert moment(at) == text


def test_older_moments_have_their_date():
    with override("en"):
        assert moment(MIDNIGHT - timedelta(days=3650)).endswith("2016, 00:00")
        assert clock(MIDNIGHT - timedelta(days=3650)).endswith("2016, 00:00")
        assert moment(None) == clock(None) == ""


def test_within_a_sentence_the_time_of_today_is_enough():
    assert clock(timezone.localtime().replace(hour=15, minute=5)) == "15:05"


@pytest.mark.parametrize(
    ("language", "seconds", "text"),
    [
        ("en", 20, "just now"),
        ("ko", 20, "방금"),
        ("en", 150, "2\xa0minutes ago"),
        ("ko", 150, "2분 전"),
    ],
)
def test_the_first_minute_is_just_now(language, seconds, text):
    at = timezone.now() - timedelta(seconds=seconds)

    with override(language):
        assert ago(at) == text
