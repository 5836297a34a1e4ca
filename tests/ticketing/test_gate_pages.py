"""The pages of a gate: who opens them, what they show, and what they answer."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stores.access import MemberRole
from tests.factories import MemberFactory
from tests.ticketing.check_in_world import make_gate, printed, valid_tickets
from tests.ticketing.factories import make_date, seated_date, sell_tickets, standing_date
from ticketing.checkin.finding import find_tickets
from ticketing.models import Gate, Scan, Seat, Ticket
from ticketing.statuses import EventStatus

UUID = "00000000-0000-4000-8000-000000000000"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def date(seated):
    return seated


@pytest.fixture
def ticket(date, ann):
    [ticket] = valid_tickets(date, ann)
    Ticket.objects.filter(pk=ticket.pk).update(
        holder_name="김하나", holder_email="hana@example.com", answers={"Shirt": "L"}
    )
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def phone(date):
    """A browser that opened the link of the gate North."""
    make_gate(date.event, token="secret")
    client = Client()
    client.get("/gate/secret/")
    return client


def url(date, name="gate"):
    return reverse(f"ticketing:{name}", args=[date.event.number])


def post(client, date, **data):
    return client.post(url(date), {"uuid": uuid4(), **data}, **JSON)


def test_a_link_opens_its_event_and_nothing_else(phone, date, store):
    page = phone.get(url(date))

    assert date.event.title in page.content.decode()
    assert page["Permissions-Policy"] == "camera=(self), microphone=()"
    assert "no-store" in page["Cache-Control"]
    other = standing_date(store)
    assert phone.get(url(other)).url.startswith("/accounts/login/")
    assert phone.get(f"{url(date)}?date={other.number}").status_code == 404


def test_a_gate_can_be_set_up_while_the_event_is_a_draft(store):
    date = standing_date(store, status=EventStatus.DRAFT)
    make_gate(date.event, token="early")

    assert Client().get("/gate/early/", follow=True).status_code == 200


def test_a_link_is_known_by_its_hash_only(date, phone):
    assert "secret" not in Gate.objects.get().token_hash
    assert phone.get("/gate/guessed/").status_code == 404


def test_a_cookie_of_another_event_or_key_opens_nothing(date, phone, store):
    other = standing_date(store).event
    phone.cookies[f"gate-{other.number}"] = phone.cookies[f"gate-{date.event.number}"].value
    forged = Client()
    forged.cookies[f"gate-{date.event.number}"] = "1:forged"

    assert phone.get(reverse("ticketing:gate", args=[other.number])).status_code == 302
    assert forged.get(url(date)).status_code == 302


def test_an_ended_gate_is_closed_and_what_it_did_is_to_be_decided(phone, date, ticket):
    Gate.objects.update(revoked_at=timezone.now())
    scans = [{"uuid": str(uuid4()), "text": printed(ticket), "date": date.number,
              "direction": "in", "letIn": True}]  # fmt: skip

    assert phone.get(url(date)).status_code == 403
    assert phone.get("/gate/secret/").status_code == 403
    assert post(phone, date, text=printed(ticket)).json()["refused"]
    merged = phone.post(url(date, "merge-scans"), json.dumps({"scans": scans}), "application/json")

    assert merged.json()["results"][0]["conflict"]
    ticket.refresh_from_db()
    assert ticket.status == "valid"


def test_members_with_the_role_check_in_and_others_do_not(client, date, ann, store, ticket):
    member = MemberFactory(store=store, role=MemberRole.GATE).user
    member.refresh_from_db()
    client.force_login(member)

    assert client.get("/gate/").url == url(date)
    assert post(client, date, text=printed(ticket)).json()["outcome"] == "admitted"
    assert Scan.objects.get().user == member
    client.force_login(ann)
    assert client.get(url(date)).status_code == 404


def test_an_answer_has_name_type_seat_and_answers_and_nothing_else_of_the_buyer(
    phone, date, ticket
):
    answer = post(phone, date, text=printed(ticket)).json()

    assert (answer["tone"], answer["word"]) == ("go", "Let in")
    assert answer["ticket"] == {
        "code": ticket.code, "name": "김하나", "type": "A · Adult", "seat": "Main · Row 1 · Seat 1",
        "answers": [["Shirt", "L"]], "status": "used",
    }  # fmt: skip
    assert ticket.order.email not in json.dumps(answer)


def test_without_a_script_a_form_scans(phone, date, ticket):
    page = phone.post(url(date), {"uuid": uuid4(), "text": printed(ticket)}).content.decode()

    assert 'data-tone="go"' in page
    assert "김하나" in page


@pytest.mark.parametrize(
    "words",
    [
        "김하나",
        "하나",
        "hana@",
        "HANA@EXAMPLE.COM",
        "1 1",
        "Main · Row 1 · Seat 1",
        "order",
        "code",
    ],
)
def test_a_ticket_is_found_and_let_in(phone, date, ticket, words):
    typed = {"order": ticket.order.number, "code": ticket.code.lower()}.get(words, words)

    [found] = post(phone, date, text=typed).json()["found"]
    answer = post(phone, date, ticket=found["code"]).json()

    assert answer["outcome"] == "admitted"
    assert Scan.objects.count() == 1  # searching is none


@pytest.mark.parametrize(
    ("section", "row"), [("Box 2", ""), ("1층, 왼쪽 · A+", "3"), ("Row A", "3")]
)
def test_a_ticket_is_found_by_the_name_of_any_seat(date, ticket, section, row):
    seats = Seat.objects.filter(pk=ticket.place.seat_id)
    seats.update(section=section, row=row, number="12")

    name = str(seats.get())
    assert [*find_tickets(date, name)] == [ticket]
    assert not find_tickets(date, f"Other {name}")


@pytest.mark.parametrize("words", ["h", "ha@", "nobody", "9 9", "x" * 10_000, "%", "__"])
def test_nothing_is_found_by_too_little(phone, date, ticket, words):
    assert post(phone, date, text=words).json()["found"] == []


def test_a_scan_is_undone_on_the_page(phone, date, ticket):
    post(phone, date, text=printed(ticket))
    scan = Scan.objects.get()

    phone.post(url(date, "undo-scan"), {"undoes": scan.uuid, "uuid": uuid4()})
    again = phone.post(url(date, "undo-scan"), {"undoes": uuid4(), "uuid": uuid4()}, **JSON)

    ticket.refresh_from_db()
    assert (ticket.status, again.status_code) == ("valid", 409)


def test_bad_requests_get_a_sentence(phone, date):
    merge = url(date, "merge-scans")

    assert phone.post(url(date), {"ticket": "X"}, **JSON).status_code == 409  # without a uuid
    for body in ("", "[", "[]", '{"scans": 1}', "[" * 50_000):
        answer = phone.post(merge, body, "application/json")
        assert (answer.status_code, bool(answer.json()["refused"])) == (422, True)


def test_the_date_nearest_to_now_is_checked_in(phone, date):
    nearer = make_date(date.event, begins_in=timedelta(hours=2), plan_version=date.plan_version)

    assert phone.get(url(date)).context["date"] == nearer


def test_a_gate_is_seen(phone, date):
    phone.get(url(date))

    assert Gate.objects.get().seen_at


def test_a_scan_asks_a_few_queries_whatever_the_number_of_tickets(
    phone, store, ann, django_assert_max_num_queries
):
    date = seated_date(store, rows=10, seats=20)
    make_gate(date.event, token="large")
    phone.get("/gate/large/")
    tickets = valid_tickets(date, ann, quantity=20)
    phone.get(url(date))  # its last sight is written once a minute

    with django_assert_max_num_queries(13):
        post(phone, date, text=printed(tickets[0]))
    with django_assert_max_num_queries(13):
        post(phone, date, text=printed(tickets[0]))
    with django_assert_max_num_queries(10):
        phone.get(url(date, "gate-counts"))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM ticketing_ticket WHERE code = 'X'", "ticketing_ticket_code"),
        (f"SELECT * FROM ticketing_scan WHERE uuid = '{UUID}'", "ticketing_scan_uuid"),
        ("SELECT * FROM ticketing_scan WHERE ticket_id = 1", "ticketing_scan_ticket_id"),
        ("SELECT * FROM ticketing_scan WHERE date_id = 1 ORDER BY id DESC LIMIT 8", "scans_of_a_date"),
        ("SELECT * FROM ticketing_gate WHERE token_hash = 'X'", "ticketing_gate_token_hash"),
    ],
)  # fmt: skip
def test_each_question_of_a_scan_has_an_index(db, query, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert index in plan


def test_an_unpaid_ticket_is_not_on_the_page(phone, date, dan):
    assert sell_tickets(date, dan)
    Ticket.objects.filter(status="valid").update(holder_name="Dan Doe")

    assert "Dan Doe" not in phone.get(url(date)).content.decode()
