"""The tickets of an event as a CSV file: who has them, where they sit, and what they answered."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.spreadsheets import csv_lines, inert
from ticketing.models import Event, Ticket
from ticketing.models.questions import answer_in_words

# Questions that were removed have answers still.
QUESTIONS = "SELECT DISTINCT jsonb_object_keys(answers) FROM ticketing_ticket WHERE event_id = %s"
CHUNK = 1_000  # tickets fetched at once


def tickets_as_csv(event: Event) -> Iterator[str]:
    """A header and a row for each ticket, by date; a column for each question, in the order asked."""
    return csv_lines(_rows(event))


def questions_of(event: Event) -> list[str]:
    """Their texts; those that are not asked any more come last."""
    asked = list(event.questions.order_by("position", "pk").values_list("text", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS, [event.pk])
        answered = {text for (text,) in cursor.fetchall()}
    return asked + sorted(answered.difference(asked))


def _rows(event: Event) -> Iterator[list[object]]:
    questions = questions_of(event)
    yield [*_titles(), *map(inert, questions)]
    related = ("order", "date", "place__seat", "place__category", "type__category")
    tickets = Ticket.objects.filter(event=event).select_related(*related)
    for ticket in tickets.order_by("date__begins_at", "date", "pk").iterator(chunk_size=CHUNK):
        answers = [inert(answer_in_words(ticket.answers.get(text, ""))) for text in questions]
        yield [*_columns(event, ticket), *answers]


def _titles() -> list[str]:
    return [
        _("Ticket"),
        _("Order"),
        pgettext("tickets", "Date"),
        _("State"),
        _("Why it is void"),
        pgettext("seat", "Section"),
        pgettext("seat", "Row"),
        _("Seat"),
        pgettext("tickets", "Category"),
        _("Type of ticket"),
        _("Price"),
        _("Currency"),
        _("Name"),
        _("E-mail"),
    ]


def _columns(event: Event, ticket: Ticket) -> list[object]:
    seat, type_, order = ticket.place.seat, ticket.type, ticket.order
    begins_at = ticket.date.begins_at.astimezone(event.time_zone)
    texts = (
        *((seat.section, seat.row, seat.number) if seat else ("", "", "")),
        *(type_.category.name, type_.name),
    )
    return [
        ticket.code,
        order.number,
        f"{begins_at:%Y-%m-%d %H:%M}",
        ticket.get_status_display(),
        ticket.get_void_reason_display() if ticket.void_reason else "",
        *map(inert, texts),
        *(ticket.price, order.currency),
        *map(inert, (ticket.holder_name or order.name, ticket.holder_email or order.email)),
    ]
