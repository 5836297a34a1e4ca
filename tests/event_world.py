"""What tests/site_map.py has of events: one on sale, with a cancelled date, prices, a question and news."""

from dataclasses import dataclass

from django.utils import timezone

from tests.ticketing.factories import make_category, make_date, make_event
from ticketing.changes import cancel_date
from ticketing.models import Event, EventDate
from ticketing.news import add_news


@dataclass
class EventWorld:
    event: Event
    date: EventDate
    cancelled: EventDate


def make_event_world(store):
    event = make_event(store, description="An **evening** of songs.")
    make_category(event, "Standing", capacity=3)
    date, cancelled = make_date(event), make_date(event)
    event.questions.create(text="Size of your shirt", kind="choice", choices=["S", "M"])
    now = timezone.now()
    add_news(event, "Support act", "A **band**.", by=store.owner, now=now)
    cancel_date(cancelled, "Rain", by=store.owner, now=now)
    return EventWorld(event, date, cancelled)
