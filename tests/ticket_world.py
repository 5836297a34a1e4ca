"""What tests/site_map.py has of events: one of which Ann holds seats, and one that is announced."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.opt_in import link_key
from tests.ticketing.buying import hold_seats
from tests.ticketing.factories import make_category, make_date, make_event, seated_date
from ticketing import reminders
from ticketing.models import EventDate, Reminder
from ticketing.statuses import EventStatus


@dataclass
class TicketWorld:
    date: EventDate
    later: EventDate

    @property
    def numbers(self):
        return [self.date.event.number, self.later.event.number]

    @property
    def dates(self):
        return [self.date.number]

    @property
    def keys(self):
        [reminder] = Reminder.objects.all()
        salts = (reminders.CONFIRM_SALT, reminders.STOP_SALT)
        return [link_key(reminder.pk, salt) for salt in salts]


def make_ticket_world(store, ann):
    date = seated_date(store, title="Spring concert")
    hold_seats(date, ann, pieces=2)
    event = make_event(store, EventStatus.ANNOUNCED, title="Autumn concert")
    make_category(event, "Standing", capacity=3)
    later = make_date(event, sale_opens_at=timezone.now() + timedelta(days=1))
    reminders.ask_by_mail(event, "reminded@example.com")
    return TicketWorld(date, later)
