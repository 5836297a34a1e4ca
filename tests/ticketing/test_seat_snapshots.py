"""What a process has of a date's seats is as new as a query."""

from datetime import timedelta

from django.utils import timezone

from tests.ticketing.buying import hold_seats, lapse
from tests.ticketing.factories import sell_tickets
from ticketing.dates.places import block
from ticketing.holds.services import release
from ticketing.models import Place, Seat
from ticketing.seat_maps.page import seat_states
from ticketing.seat_maps.snapshots import taken_seats


def states(date):
    return seat_states(date, None, timezone.now()).characters


def places(date, *indexes):
    rows = list(date.places.order_by("pk"))
    return [rows[index] for index in indexes]


def test_every_change_is_seen_at_once(seated, ann, dan):
    assert states(seated) == "." * 10
    hold = hold_seats(seated, ann, pieces=2)
    sell_tickets(seated, dan, places=places(seated, 4))
    block(seated, [places(seated, 9)[0].pk])
    assert states(seated) == "hh..s....b"

    release(hold, [places(seated, 0)[0].pk])
    block(seated, [places(seated, 9)[0].pk], is_blocked=False)
    assert states(seated) == ".h..s....."

    lapse(hold)
    assert states(seated) == "....s....."


def test_what_is_left_counts_lapsed_holds(seated, ann):
    hold_seats(seated, ann, pieces=3)
    [category] = seated.event.categories.all()

    def left(now):
        found = seat_states(seated, None, now)
        return found.left()[category.pk], [section.left for section in found.sections()]

    assert left(timezone.now()) == (7, [7])
    assert left(timezone.now() + timedelta(minutes=6)) == (10, [10])


def test_only_what_changed_is_read(seated, ann, django_assert_num_queries):
    before = taken_seats(seated)

    with django_assert_num_queries(1):
        assert taken_seats(seated) == before
    hold_seats(seated, ann)
    with django_assert_num_queries(1):
        after = taken_seats(seated)
    assert (after.layout is before.layout, list(after.held)) == (True, [0])


def test_a_seat_that_is_added_is_seen_at_once(seated):
    assert states(seated) == "." * 10
    seat = Seat.objects.create(
        plan=seated.plan_version.plan, guid="new", category="A", x=0, y=0, position=11
    )
    Place.objects.create(date=seated, seat=seat, category=seated.event.categories.get())

    assert states(seated) == "." * 10 + "b."
