"""PostgreSQL itself forbids a double sale, even to raw SQL."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.ticketing.factories import sell_tickets, type_of
from ticketing.models import Hold, Ticket


@pytest.fixture
def holds(seated, ann, dan):
    return [Hold.objects.create(date=seated, user=user) for user in (ann, dan)]


@pytest.fixture
def place(seated):
    return seated.places.first()


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def hold_place(place, hold, minutes=5):
    until = timezone.now() + timedelta(minutes=minutes)
    run(
        "UPDATE ticketing_place SET state = 'held', hold_id = %s, until = %s WHERE id = %s",
        *(hold.pk, until, place.pk),
    )


def test_a_hold_that_has_not_lapsed_cannot_be_overwritten(place, holds):
    hold_place(place, holds[0])

    with pytest.raises(IntegrityError, match="is held by another"):
        hold_place(place, holds[1])


def test_a_lapsed_hold_can_be_overwritten(place, holds):
    hold_place(place, holds[0], minutes=-1)

    hold_place(place, holds[1])

    place.refresh_from_db()
    assert place.hold == holds[1]


def test_a_hold_cannot_say_itself_when_it_was_taken(place, holds):
    hold_place(place, holds[0])
    later = timezone.now() + timedelta(hours=1)

    with pytest.raises(IntegrityError):
        run(
            "UPDATE ticketing_place SET hold_id = %s, taken_at = %s WHERE id = %s",
            *(holds[1].pk, later, place.pk),
        )


def test_a_sold_place_is_neither_held_nor_sold_again(seated, holds, ann, dan):
    [ticket] = sell_tickets(seated, ann)
    [other] = sell_tickets(seated, dan)

    with pytest.raises(IntegrityError, match="is sold by another"):
        hold_place(ticket.place, holds[1])
    with pytest.raises(IntegrityError, match="not held by the order that buys it"):
        run("UPDATE ticketing_place SET line_id = %s WHERE id = %s", other.line_id, ticket.place_id)


def test_an_order_buys_only_what_it_holds(seated, place, holds, ann):
    [ticket] = sell_tickets(seated, ann)
    free = seated.places.filter(state="free").first()
    sale = (
        "UPDATE ticketing_place SET state='sold', hold_id=NULL, until=NULL, line_id=%s WHERE id=%s"
    )

    with pytest.raises(IntegrityError, match="not held by the order"):
        run(sale, ticket.line_id, free.pk)
    hold_place(free, holds[1])
    with pytest.raises(IntegrityError, match="not held by the order"):
        run(sale, ticket.line_id, free.pk)


@pytest.mark.parametrize(
    "broken",
    [
        "state = 'held'",
        "state = 'sold'",
        "until = now()",
        "state = 'gone'",
    ],
)
def test_held_means_hold_and_until_and_sold_means_line(place, broken):
    with pytest.raises(IntegrityError):
        run(f"UPDATE ticketing_place SET {broken} WHERE id = %s", place.pk)


def test_a_place_begins_as_free_and_stays_while_held_or_sold(seated, place, holds, ann):
    [ticket] = sell_tickets(seated, ann, places=[seated.places.last()])
    hold_place(place, holds[0])
    ticket_of_none = "DELETE FROM ticketing_place WHERE id = %s"

    with pytest.raises(IntegrityError, match="begins as free"):
        run(
            "INSERT INTO ticketing_place (date_id, category_id, state, hold_id, until)"
            " SELECT date_id, category_id, state, hold_id, until FROM ticketing_place WHERE id = %s",
            place.pk,
        )
    for kept in (place.pk, ticket.place_id):
        with pytest.raises(IntegrityError, match="and stays"):
            run(ticket_of_none, kept)


def test_each_change_is_a_later_version(place, holds):
    versions = [place.changed_at]
    with transaction.atomic():  # now() stands still in it
        for minutes in (-1, 5, 6):
            hold_place(place, holds[0], minutes)
            place.refresh_from_db()
            versions.append(place.changed_at)

    assert versions == sorted(set(versions))


def test_a_place_has_one_ticket_that_lets_in(seated, ann):
    [ticket] = sell_tickets(seated, ann)
    copy = Ticket.objects.create(
        event=seated.event,
        date=seated,
        place=ticket.place,
        type=type_of(seated),
        line=ticket.line,
        order=ticket.order,
        price=1,
    )

    with pytest.raises(IntegrityError, match="one_ticket_a_place"):
        run(
            "UPDATE ticketing_ticket SET status = 'valid', issued_at = now() WHERE id = %s", copy.pk
        )
