"""The organiser's numbers of an event, and its orders."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.ticketing.buying import hold_seats
from tests.ticketing.factories import seated_date, sell_tickets
from ticketing import statistics
from ticketing.holds import release
from ticketing.models import EventViews
from ticketing.reseating import move_to_place
from ticketing.statuses import VoidReason
from ticketing.tickets import void


def pieces(rows):
    return [(row.label, row.pieces, row.amount) for row in rows]


def page_of(date, name="numbers"):
    return reverse(f"ticketing:{name}", args=[date.event.number])


def test_sales_by_day_hour_section_and_type(seated, ann):
    sell_tickets(seated, ann, 2)
    event, now = seated.event, timezone.now().astimezone(seated.event.time_zone)

    assert pieces(statistics.sales_by_day(event)) == [(now.date(), 2, 100_000)]
    assert pieces(statistics.sales_by_hour(event)) == [(now.hour, 2, 100_000)]
    assert pieces(statistics.sales_by_section(event)) == [("Main", 2, 100_000)]
    assert pieces(statistics.sales_by_type(event)) == [("A · Adult", 2, 100_000)]


def test_refunds_are_no_sales_and_a_moved_holder_counts_once(seated, ann, bea):
    [moved, refunded] = sell_tickets(seated, ann, 2)
    new = seated.places.filter(state="free").last()
    move_to_place(moved, new.pk, by=bea, now=timezone.now())
    void([refunded], VoidReason.REFUNDED, now=timezone.now())

    assert statistics.total(statistics.sales_by_day(seated.event)).pieces == 1
    assert pieces(statistics.cancellations(seated.event)) == [("Refunded", 1, 50_000)]


def test_from_the_page_to_the_payment(seated, ann, dan):
    now = timezone.now()
    for _each in range(3):
        statistics.count_view(seated.event, now)
    statistics.count_view(seated.event, now + timedelta(days=1))
    sell_tickets(seated, ann, 2)
    hold_seats(seated, dan, 1, first=4)

    assert [row.pieces for row in statistics.funnel(seated.event)] == [4, 2, 1]
    assert EventViews.objects.count() == 2


def test_how_long_places_were_held(seated, ann, dan):
    hold = hold_seats(seated, ann)
    type(hold).objects.filter(pk=hold.pk).update(created_at=timezone.now() - timedelta(minutes=4))
    release(hold)
    hold_seats(seated, dan)

    rows, mean = statistics.hold_lengths(seated.event)

    assert [row.pieces for row in rows] == [0, 0, 0, 1, 0, 0, 1]
    assert timedelta(minutes=4) <= mean < timedelta(minutes=5)


def test_the_page_asks_the_same_queries_for_one_ticket_and_for_ten(client, bea, ann, seated):
    client.force_login(bea)
    sell_tickets(seated, ann)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page = client.get(page_of(seated)).content.decode()
    sell_tickets(seated, ann, 9)

    with CaptureQueriesContext(connection) as ten:
        client.get(page_of(seated))

    assert len(one) == len(ten)
    assert "₩50,000" in page


def test_orders_ask_the_same_queries_for_one_and_for_eight(client, bea, ann, seated):
    client.force_login(bea)
    sell_tickets(seated, ann)
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(seated, "event-orders"))
    for _each in range(7):
        sell_tickets(seated, ann)

    with CaptureQueriesContext(connection) as eight:
        client.get(page_of(seated, "event-orders"))

    assert len(one) == len(eight)


def test_orders_are_found_by_name_mail_number_code_and_seat(client, bea, ann, dan, seated):
    client.force_login(bea)
    [ticket] = sell_tickets(seated, ann)
    [other] = sell_tickets(seated, dan)
    order, seat = ticket.order, ticket.place.seat
    for query in (order.name, order.email, order.number, ticket.code, f"{seat.row} {seat.number}"):
        shown = client.get(page_of(seated, "event-orders"), {"q": query}).content.decode()

        assert ticket.code in shown, query
    for query in (ticket.code, ann.email):
        shown = client.get(page_of(seated, "event-orders"), {"q": query}).content.decode()
        assert other.code not in shown
    nothing = client.get(page_of(seated, "event-orders"), {"status": "cancelled", "q": "%"})
    assert "No order matches" in nothing.content.decode()


def test_both_are_downloaded_as_csv(client, bea, ann, seated):
    client.force_login(bea)
    [ticket] = sell_tickets(seated, ann)

    numbers = b"".join(client.get(page_of(seated, "numbers-csv")).streaming_content).decode()
    orders = b"".join(client.get(page_of(seated, "event-orders-csv")).streaming_content).decode()

    assert "By section,Main,1,50000.00,KRW" in numbers
    assert ticket.code in orders
    assert ticket.order.number in orders


@pytest.mark.parametrize("name", ["numbers", "numbers-csv", "event-orders", "event-orders-csv"])
def test_strangers_see_no_numbers(client, dan, seated, name):
    client.force_login(dan)

    assert client.get(page_of(seated, name)).status_code in (403, 404)


def test_orders_of_other_events_of_the_store_are_not_listed(client, bea, ann, store, seated):
    client.force_login(bea)
    [other] = sell_tickets(seated_date(store), ann)

    assert other.code not in client.get(page_of(seated, "event-orders")).content.decode()


def test_the_page_of_an_event_is_counted_when_it_is_seen(client, seated):
    client.get(f"/events/{seated.event.number}/")
    client.get(f"/events/{seated.event.number}/")

    assert EventViews.objects.get().views == 2


def test_sales_and_orders_are_read_by_the_index_of_their_event(seated, ann):
    """As with 10,000 tickets: a table of a few rows is read as a whole unless that is forbidden."""
    sell_tickets(seated, ann)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = seated.event.tickets.filter(status="valid").values("type").order_by().explain()

    assert "Index" in plan
    assert "Seq Scan" not in plan


def test_the_page_of_the_event_leads_to_its_numbers(client, bea, seated):
    client.force_login(bea)
    page = reverse("ticketing:event-manage", args=[seated.event.number])

    assert page_of(seated) in client.get(page).content.decode()
