"""Pages and files of tickets: what they show, and to whom."""

import base64
import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from notifications.models import Mail
from tests.ticketing.buying import hold_seats, order_of, pay
from tests.ticketing.factories import (
    guests_ticket,
    make_venue,
    seated_date,
    sell_tickets,
    standing_date,
)
from ticketing.codes import NotACode, Verdict, read_code, verdict_on
from ticketing.models import Event, EventDate, Ticket
from ticketing.statuses import VoidReason
from ticketing.tickets.pdf import text_of_code
from ticketing.tickets.services import void

SEOUL = "Asia/Seoul"


@pytest.fixture
def date(store):
    return seated_date(store, venue=make_venue(), age_note="From 12")


@pytest.fixture
def tickets(date, ann):
    return sell_tickets(date, ann, 3)


def text_of(response):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def test_the_page_shows_place_time_and_venue(tickets, ann, client):
    Event.objects.filter(pk=tickets[0].event_id).update(zone="America/New_York")
    begins = datetime.fromisoformat("2030-01-05T00:30:00+00:00")
    EventDate.objects.filter(pk=tickets[0].date_id).update(
        begins_at=begins, doors_at=begins - timedelta(hours=1)
    )
    client.force_login(ann)

    page = client.get(f"/tickets/{tickets[0].code}/").content.decode()

    for text in ("Winter Concert", "4 Jan 2030 (Fri) 19:30 (America/New York)", "18:30", "Jazz Club",
                 "Main · Row 1 · Seat 1", "A · Adult", "From 12", tickets[0].code):  # fmt: skip
        assert text in page


def test_the_printed_code_is_that_of_the_event(tickets):
    ticket = tickets[0]
    code = read_code(text_of_code(ticket))
    keys = ticket.event.public_key.public_bytes_raw(), b"\0" * 32

    assert (code.event, code.ticket) == (ticket.event.number, ticket.code)
    assert verdict_on(code, *keys, timezone.now()) == Verdict.GENUINE


def test_the_page_has_the_tickets_own_key(tickets, ann, client):
    client.force_login(ann)

    page = client.get(f"/tickets/{tickets[0].code}/").content.decode()

    assert base64.b64encode(bytes(tickets[0].secret)).decode() in page
    assert "<svg" in re.search(r"data-qr-place.*?</div>", page, re.DOTALL).group()


def test_an_event_of_screens_only_shows_no_printed_code(tickets, ann, client):
    Event.objects.filter(pk=tickets[0].event_id).update(moving_code_only=True)
    client.force_login(ann)

    page = client.get(f"/tickets/{tickets[0].code}/").content.decode()
    paper = text_of(client.get(f"/tickets/{tickets[0].code}/ticket.pdf"))

    assert "<svg" not in re.search(r"data-qr-place.*?</div>", page, re.DOTALL).group()
    assert "This paper lets nobody in" in paper
    assert tickets[0].code not in paper


def test_a_void_ticket_shows_no_code_but_why(tickets, ann, client):
    void([tickets[0]], VoidReason.REFUNDED, now=timezone.now())
    client.force_login(ann)

    page = client.get(f"/tickets/{tickets[0].code}/").content.decode()

    assert "data-key" not in page
    assert "Refunded" in page
    assert client.get(f"/tickets/{tickets[0].code}/ticket.pdf").status_code == 404


def test_the_tickets_of_an_order_lead_to_each_other(tickets, ann, client):
    client.force_login(ann)

    page = client.get(f"/tickets/{tickets[1].code}/").content.decode()

    assert f'rel="prev" href="/tickets/{tickets[0].code}/"' in page
    assert f'rel="next" href="/tickets/{tickets[2].code}/"' in page
    assert "Ticket 2 of 3" in page


@pytest.mark.parametrize("end", ["", "ticket.pdf", "date.ics", "hand-over/", "give-back/", "name/"])
def test_a_stranger_finds_nothing(tickets, dan, client, end):
    client.force_login(dan)

    assert client.get(f"/tickets/{tickets[0].code}/{end}").status_code == 404
    assert client.get(f"/tickets/guest/{tickets[0].order.number}/").status_code == 404


def test_a_guest_sees_the_tickets_of_the_orders_link(date, ann, client):
    ticket = guests_ticket(date, ann)

    assert ticket.code in client.get("/tickets/guest/secret/").content.decode()
    assert client.get(f"/tickets/guest/secret/{ticket.code}/").status_code == 200
    assert client.get(f"/tickets/guest/other/{ticket.code}/").status_code == 404
    assert client.get(f"/tickets/{ticket.code}/").status_code == 302


def test_pages_are_stored_by_no_proxy(tickets, ann, client):
    client.force_login(ann)

    response = client.get(f"/tickets/{tickets[0].code}/")

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_unpaid_tickets_are_not_shown(date, ann, client):
    order = order_of(hold_seats(date, ann), ann)
    client.force_login(ann)

    assert client.get(f"/tickets/{order.tickets.get().code}/").status_code == 404


def test_the_list_has_those_to_come_and_past_ones(store, ann, client):
    [coming] = sell_tickets(standing_date(store, title="Coming"), ann)
    over = standing_date(store, title="Was before")
    [seen] = sell_tickets(over, ann)
    EventDate.objects.filter(pk=over.pk).update(begins_at=timezone.now() - timedelta(days=1))
    client.force_login(ann)

    upcoming = client.get("/tickets/").content.decode()
    past = client.get("/tickets/?show=past").content.decode()

    assert (coming.code in upcoming, seen.code in upcoming) == (True, False)
    assert (coming.code in past, seen.code in past) == (False, True)


def test_the_list_asks_the_same_for_one_ticket_as_for_ten(
    store, ann, client, django_assert_num_queries
):
    client.force_login(ann)
    sell_tickets(seated_date(store), ann)
    client.get("/tickets/")
    with CaptureQueriesContext(connection) as one:
        client.get("/tickets/")
    for _each in range(3):
        sell_tickets(seated_date(store), ann, 3)

    with django_assert_num_queries(len(one)):
        client.get("/tickets/")


def test_all_of_an_order_that_let_in_are_one_file_a_page_each(tickets, ann, client):
    client.force_login(ann)
    void(tickets[2:], VoidReason.GIVEN_BACK, now=timezone.now())

    response = client.get(f"/tickets/of/{tickets[0].order.number}/tickets.pdf")

    assert len(PdfReader(BytesIO(response.content)).pages) == 2
    assert [ticket.code in text_of(response) for ticket in tickets] == [True, True, False]


def test_its_page_leads_the_buyer_to_the_order_with_its_receipt(tickets, ann, dan, client):
    page, order = f"/tickets/{tickets[0].code}/", tickets[0].order.get_absolute_url()
    client.force_login(ann)
    assert f'href="{order}"' in client.get(page).content.decode()

    Ticket.objects.filter(pk=tickets[0].pk).update(holder=dan)  # who got it from the buyer
    client.force_login(dan)

    assert f'href="{order}"' not in client.get(page).content.decode()


def test_the_calendar_has_zone_place_and_alarm(tickets, ann, client):
    client.force_login(ann)

    calendar = Calendar.from_ical(client.get(f"/tickets/{tickets[0].code}/date.ics").content)

    [entry] = calendar.walk("VEVENT")
    [alarm] = calendar.walk("VALARM")
    assert entry["dtstart"].params["TZID"] == SEOUL
    assert entry.decoded("dtstart") == tickets[0].date.begins_at.replace(microsecond=0)
    assert "Jazz Club" in entry["location"]
    assert alarm.decoded("trigger") == timedelta(hours=-3)
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == [SEOUL]

    EventDate.objects.update(cancelled_at=timezone.now())
    calendar = Calendar.from_ical(client.get(f"/tickets/{tickets[0].code}/date.ics").content)
    assert calendar.walk("VEVENT")[0]["status"] == "CANCELLED"


def test_paying_mails_the_tickets_once_with_their_link_and_file(date, ann):
    order = order_of(hold_seats(date, ann, 2), ann)

    pay(order)

    mail = Mail.objects.get(user=ann)
    assert (mail.kind, mail.link) == ("tickets", "/tickets/")
    assert mail.text.endswith(f"/tickets/of/{order.number}/tickets.pdf")
    assert "Winter Concert" in mail.text


def test_the_mail_is_korean_for_who_reads_korean(date, ann):
    type(ann).objects.filter(pk=ann.pk).update(language="ko")
    ann.refresh_from_db()
    order = order_of(hold_seats(date, ann), ann)

    pay(order)

    assert "고맙습니다" in Mail.objects.get(user=ann).text


def test_the_orders_page_has_the_tickets(tickets, ann, client):
    client.force_login(ann)

    page = client.get(tickets[0].order.get_absolute_url()).content.decode()

    assert all(ticket.code in page for ticket in tickets)
    assert "tickets.pdf" in page
    assert "Tickets issued" in page
    assert "Order again" not in page


def test_codes_cannot_be_guessed(tickets):
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{12}", ticket.code) for ticket in tickets)
    assert Ticket.objects.values("secret").distinct().count() == 3


def test_a_code_of_another_event_is_none_of_this(tickets):
    with pytest.raises(NotACode):
        read_code(tickets[0].code)
