"""A date as a file for calendars (RFC 5545), with its place, its zone and an alarm."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from ticketing.models import EventDate
from ticketing.tickets.shown import doors

ALARM = timedelta(hours=3)  # before it begins
LENGTH = timedelta(hours=2)  # that calendars show: a date has no end


def calendar_of(date: EventDate, lines: list[str], url: str, now: datetime) -> bytes:
    """`lines` describe the reader's places; the same date is one entry, however often it is added."""
    event, zone = date.event, date.event.time_zone
    entry = Entry()
    entry.add("uid", f"{date.number}@{settings.SITE_URL.partition('//')[2].partition('/')[0]}")
    entry.add("dtstamp", now)
    entry.add("dtstart", date.begins_at.astimezone(zone))
    entry.add("dtend", (date.begins_at + LENGTH).astimezone(zone))
    entry.add("summary", event.title)
    entry.add("description", "\n".join([*_about(date), *lines]))
    entry.add("url", url)
    if event.venue:
        place = ", ".join(part for part in (event.venue.name, event.venue.address) if part)
        entry.add("location", place)
    if date.cancelled_at:
        entry.add("status", "CANCELLED")
    entry.add_component(_alarm(event.title))
    calendar = Calendar()
    calendar.add("prodid", "-//Jumun//Tickets//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _about(date: EventDate) -> list[str]:
    opening = doors(date)
    return [_("Doors: %(time)s") % {"time": opening}] if opening else []


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -ALARM)
    return alarm
