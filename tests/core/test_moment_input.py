"""Times and days that people type: none from the ends of the calendar, which other time zones do not have."""

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.moment_input import DayInput, MomentInput

FAR = ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("day", FAR)
def test_a_year_at_an_end_of_the_calendar_is_refused(day, zone):
    for field, text in ((DayInput(), day), (MomentInput(), f"{day}T12:00")):
        with timezone.override(ZoneInfo(zone)), pytest.raises(ValidationError) as refusal:
            field.clean(text)

        assert refusal.value.messages == ["Choose a year from 1900 to 2200."]


def test_what_people_mean_is_read():
    assert DayInput().clean("2026-11-22").isoformat() == "2026-11-22"
    assert MomentInput().clean("2026-11-22T19:30").isoformat() == "2026-11-22T19:30:00+09:00"
    assert MomentInput(required=False).clean("") is None
