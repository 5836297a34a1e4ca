from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from stores.hours.overlaps import first_overlap
from stores.models import OpeningHours, Store


def spans_of(store):
    return [(h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}") for h in store.hours.all()]


def at(weekday, hour, minute=0):
    return datetime(2026, 11, 16 + weekday, hour, minute, tzinfo=ZoneInfo("Asia/Seoul"))


LUNCH_AND_EVENING = {
    "0-0-opens": "11:00",
    "0-0-closes": "14:00",
    "0-1-opens": "17:00",
    "0-1-closes": "02:00",
}


def test_hours_have_several_spans_and_may_pass_midnight(owner, store, to):
    owner.post(to("hours"), LUNCH_AND_EVENING)

    store = Store.objects.get()
    assert spans_of(store) == [(0, "11:00", "14:00"), (0, "17:00", "02:00")]
    assert store.is_within_hours(at(1, 1, 59))
    assert not store.is_within_hours(at(1, 2))
    assert not store.is_within_hours(at(0, 15))


def test_hours_of_monday_for_every_day(owner, store, to):
    owner.post(to("hours"), LUNCH_AND_EVENING | {"3-0-opens": "9", "action": "monday"})

    assert [day for day, *_times in spans_of(store)] == sorted([*range(7), *range(7)])


def test_saving_hours_again_replaces_them(owner, store, to):
    owner.post(to("hours"), LUNCH_AND_EVENING)
    owner.post(to("hours"), {"6-0-opens": "10:00", "6-0-closes": "15:00"})

    assert spans_of(store) == [(6, "10:00", "15:00")]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"0-2-opens": "13:00", "0-2-closes": "15:00"}, "overlaps"),
        ({"1-0-opens": "01:00", "1-0-closes": "03:00"}, "overlaps"),
        ({"1-0-opens": "09:00"}, "Give both times"),
        ({"1-0-opens": "25:99", "1-0-closes": "26:00"}, "Enter a valid time"),
        ({"1-0-opens": "🕐", "1-0-closes": "x" * 9999}, "Enter a valid time"),
    ],
)
def test_invalid_hours_show_an_error_and_change_nothing(owner, store, to, sent, says):
    OpeningHours.objects.create(store=store, weekday=5, opens=time(9), closes=time(18))

    response = owner.post(to("hours"), LUNCH_AND_EVENING | sent)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert spans_of(store) == [(5, "09:00", "18:00")]


def test_the_form_always_has_one_more_empty_span(owner, store, to):
    OpeningHours.objects.create(store=store, weekday=0, opens=time(9), closes=time(18))

    days = owner.get(to("hours")).context["form"].days

    assert [len(day.shown) for day in days] == [2, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ((0, 9, 12), (0, 12, 14), False),
        ((0, 9, 12), (0, 11, 14), True),
        ((0, 18, 2), (1, 1, 3), True),
        ((0, 18, 2), (1, 2, 3), False),
        ((6, 22, 4), (0, 3, 5), True),
        ((6, 22, 3), (0, 3, 5), False),
        ((2, 0, 0), (2, 5, 6), True),
        ((2, 0, 0), (3, 0, 1), False),
    ],
)
def test_overlaps_are_found_around_the_week(one, other, clash):
    spans = [(day, time(opens), time(closes)) for day, opens, closes in (other, one)]

    assert (first_overlap(spans) is not None) == clash
