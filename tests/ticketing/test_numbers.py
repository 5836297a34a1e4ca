"""The organiser's numbers of an event, and its orders."""

import csv
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.holds import hold_until
from orders.models import Order
from tests.captures import pay
from tests.ticketing.buying import hold_seats, order_of
from tests.ticketing.factories import make_type, seated_date, sell_tickets, type_of
from ticketing.desk.sales import sell_at_desk
from ticketing.holds.services import release
from ticketing.models import EventViews, Question, Scan, Ticket
from ticketing.statistics import figures
from ticketing.statistics.tables import other_tables
from ticketing.statuses import VoidReason
from ticketing.tickets.reseating import move_to_place
from ticketing.tickets.services import void


def pieces(rows):
    return [(row.label, row.pieces, row.amount) for row in rows]


def page_of(date, name="numbers"):
    return reverse(f"ticketing:{name}", args=[date.event.number])


def test_sales_by_day_hour_section_and_type(seated, ann):
    [ticket, _other] = sell_tickets(seated, ann, 2)
    event, sold = seated.event, ticket.issued_at.astimezone(seated.event.time_zone)

    assert pieces(figures.sales_by_day(event)) == [(sold.date(), 2, 100_000)]
    assert pieces(figures.sales_by_hour(event)) == [(sold.hour, 2, 100_000)]
    assert pieces(figures.sales_by_section(event)) == [("Main", 2, 100_000)]
    assert pieces(figures.sales_by_type(event)) == [("A · Adult", 2, 100_000)]


def test_refunds_are_no_sales_and_a_moved_holder_counts_once(seated, ann, bea):
    [moved, refunded] = sell_tickets(seated, ann, 2)
    new = seated.places.filter(state="free").last()
    move_to_place(moved, new.pk, by=bea, now=timezone.now())
    void([refunded], VoidReason.REFUNDED, now=timezone.now())

    assert figures.total(figures.sales_by_day(seated.event)).pieces == 1
    assert pieces(figures.cancellations(seated.event)) == [("Refunded", 1, 50_000)]


def test_from_the_page_to_the_payment(seated, ann, dan):
    now = timezone.now()
    for _each in range(3):
        figures.count_view(seated.event, now)
    figures.count_view(seated.event, now + timedelta(days=1))
    sell_tickets(seated, ann, 2)
    hold_seats(seated, dan, 1, first=4)

    assert [row.pieces for row in figures.funnel(seated.event)] == [4, 2, 1]
    assert EventViews.objects.count() == 2


def test_how_long_places_were_held(seated, ann, dan):
    hold = hold_seats(seated, ann)
    type(hold).objects.filter(pk=hold.pk).update(created_at=timezone.now() - timedelta(minutes=4))
    release(hold)
    hold_seats(seated, dan)

    rows, mean = figures.hold_lengths(seated.event)

    assert [row.pieces for row in rows] == [0, 0, 0, 1, 0, 0, 1]
    assert timedelta(minutes=4) <= mean < timedelta(minutes=5)


def test_what_was_given_back_was_paid_and_the_desk_is_no_visitor(seated, ann):
    void(sell_tickets(seated, ann), VoidReason.GIVEN_BACK, now=timezone.now())
    place = seated.places.order_by("-pk").first()
    wanted = [(place.pk, type_of(seated))]
    sell_at_desk(seated, wanted, way="cash", press=uuid.uuid4(), now=timezone.now())

    assert [row.pieces for row in figures.funnel(seated.event)] == [0, 1, 1]


def test_check_in_is_counted_once_a_ticket_by_steps_from_the_beginning(seated, ann, bea):
    tickets = sell_tickets(seated, ann, 3)
    for ticket, minutes in zip([*tickets, tickets[0]], (-25, -21, 4, 8), strict=True):
        scan(ticket, bea, seated.begins_at + timedelta(minutes=minutes))
    undone = scan(tickets[0], bea, seated.begins_at - timedelta(minutes=50))
    scan(tickets[0], bea, seated.begins_at, outcome="undone", direction="undo", undoes=undone)

    counted = figures.arrivals(seated.event)

    begins_at = seated.begins_at
    assert [((each.until - begins_at).total_seconds() / 60, each.inside) for each in counted] == [
        (-20, 2),
        (10, 3),
    ]
    chart = other_tables(seated.event, [])[-1].chart
    assert [series["data"] for series in chart["series"]] == [[0, 2, 2, 2, 3]]


def scan(ticket, user, at, outcome="admitted", direction="in", undoes=None):
    return Scan.objects.create(
        uuid=uuid.uuid4(),
        date=ticket.date,
        ticket=ticket,
        user=user,
        direction=direction,
        outcome=outcome,
        undoes=undoes,
        at=at,
        received_at=at,
    )


def test_each_table_is_drawn_and_downloaded(client, bea, ann, seated):
    client.force_login(bea)
    make_type(seated.event.categories.get(), "Child")
    sell_tickets(seated, ann, 2)
    sell_tickets(seated, ann, type_=type_of(seated, "Child"))
    day = str(timezone.now().astimezone(seated.event.time_zone).date())

    shown = client.get(page_of(seated))

    charts = {table.code: table.chart for table in shown.context["tables"]}
    assert (charts["day"]["labels"], charts["day"]["series"][0]["data"]) == ([day], [3])
    assert len(charts["hour"]["labels"]) == 24
    assert charts["type"]["series"][0]["data"] == [2, 1]
    for code in [*charts, "steps"]:
        lines = client.get(page_of(seated, "numbers-csv"), {"table": code})
        assert lines.status_code == 200, code
        if charts.get(code):
            assert f'data-event-numbers="chart-{code}"' in shown.content.decode()
    assert client.get(page_of(seated, "numbers-csv"), {"table": "gone"}).status_code == 404


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
    Order.objects.filter(pk=order.pk).update(phone="010-9876-5432")
    typed = (order.name, order.email, order.number, ticket.code, str(seat))
    for query in (*typed, f"{seat.row} {seat.number}", "+82 10 9876 5432"):
        shown = client.get(page_of(seated, "event-orders"), {"q": query}).content.decode()

        assert ticket.code in shown, query
    for query in (ticket.code, ann.email):
        shown = client.get(page_of(seated, "event-orders"), {"q": query}).content.decode()
        assert other.code not in shown
    nothing = client.get(page_of(seated, "event-orders"), {"status": "cancelled", "q": "%"})
    assert "No order matches" in nothing.content.decode()


def test_orders_are_cancelled_and_refunded_from_their_list(client, bea, ann, dan, seated):
    client.force_login(bea)
    [ticket] = sell_tickets(seated, ann, pay=pay)
    unpaid = order_of(hold_seats(seated, dan, first=4), dan)
    hold_until(unpaid, timezone.now() + timedelta(days=2))

    shown = client.get(page_of(seated, "event-orders")).content.decode()

    sold = reverse("orders:sold-order", args=[ticket.order.number])
    release = reverse("orders:move", args=[unpaid.number, "release"])
    assert sold in shown
    assert release in shown
    assert reverse("orders:sold-order", args=[unpaid.number]) not in shown  # 404: not paid
    assert client.get(release).status_code == 200
    page = client.get(sold).content.decode()
    assert reverse("payments:refund", args=[ticket.order.number]) in page
    assert ticket.code in page


def test_tickets_are_downloaded_with_names_answers_and_seats(client, bea, ann, seated):
    client.force_login(bea)
    Question.objects.create(event=seated.event, text="T-shirt?")
    [ticket] = sell_tickets(seated, ann)
    answers = {"T-shirt?": "=1+1", "Not asked any more": "yes"}
    Ticket.objects.filter(pk=ticket.pk).update(holder_name="@Cy", answers=answers)

    sent = client.get(page_of(seated, "event-tickets-csv"))

    titles, row = csv.reader(b"".join(sent.streaming_content).decode("utf-8-sig").splitlines())
    read = dict(zip(titles, row, strict=True))
    assert (read["Ticket"], read["Order"]) == (ticket.code, ticket.order.number)
    assert (read["Section"], read["Row"], read["Seat"]) == ("Main", "1", "1")
    assert (read["State"], read["Type of ticket"], read["Price"]) == ("Valid", "Adult", "50000.00")
    assert (read["Name"], read["T-shirt?"]) == ("'@Cy", "'=1+1")  # no formulas
    assert titles[-2:] == ["T-shirt?", "Not asked any more"]
    assert read["Not asked any more"] == "Yes"


def test_both_are_downloaded_as_csv(client, bea, ann, seated):
    client.force_login(bea)
    [ticket] = sell_tickets(seated, ann)

    numbers = b"".join(client.get(page_of(seated, "numbers-csv")).streaming_content).decode()
    orders = b"".join(client.get(page_of(seated, "event-orders-csv")).streaming_content).decode()

    assert "By section,Main,1,50000.00,KRW" in numbers
    assert ticket.code in orders
    assert ticket.order.number in orders


@pytest.mark.parametrize(
    "name",
    [
        "numbers",
        "numbers-csv",
        "event-orders",
        "event-orders-csv",
        "event-tickets-csv",
        "event-waiting",
    ],
)
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


def test_the_pages_of_an_event_are_read_by_indexes(client, bea, seated, ann):
    """As with 10,000 tickets: a table of a few rows is read as a whole unless that is forbidden."""
    client.force_login(bea)
    sell_tickets(seated, ann)
    with CaptureQueriesContext(connection) as asked:
        for name in ("numbers", "event-orders", "event-waiting", "event-manage"):
            client.get(page_of(seated, name))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in asked:
            if not query["sql"].lstrip().startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN {query['sql'].replace('%', '%%')}", ())
            plan = "\n".join(line for (line,) in cursor.fetchall())
            for table in ("ticketing_", "orders_"):
                assert f"Seq Scan on {table}" not in plan, query["sql"]


def test_the_page_of_the_event_leads_to_all_that_runs_it(client, bea, seated):
    client.force_login(bea)

    shown = client.get(page_of(seated, "event-manage")).content.decode()

    for name in ("numbers", "event-orders", "check-in", "event-waiting", "event-news", "questions"):
        assert f'href="{page_of(seated, name)}"' in shown, name
    assert reverse("ticketing:desk", args=[seated.event.number, seated.number]) in shown
