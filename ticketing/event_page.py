"""What the page of an event shows, and what search engines and chats read of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from core.links import absolute
from core.money import format_money
from core.seo import SCHEMA, beginning_of, json_ld
from ticketing.models import Category, Event, EventDate, TicketType
from ticketing.offers import left_by_date
from ticketing.phases import Phase, phase_of_date, phase_of_event
from ticketing.seat_maps.live_states import milliseconds_of
from ticketing.statuses import EventStatus

SHOWN_NEWS = 20


@dataclass(frozen=True, slots=True)
class ShownDate:
    """`left` are the places that can be taken of each category."""

    date: EventDate
    phase: Phase
    left: list[tuple[Category, int]]


def _shown(
    event: Event,
    date: EventDate,
    categories: list[Category],
    counted: dict[tuple[int, int], int],
    now: datetime,
) -> ShownDate:
    date.event = event
    left = [(each, counted.get((date.pk, each.pk), 0)) for each in categories]
    has_free = any(number for _each, number in left)
    return ShownDate(date, phase_of_date(date, now, has_free=has_free), left)


def event_context(event: Event, now: datetime) -> dict[str, Any]:
    """The dates with their phases and what is left of each category; queries do not grow with the dates."""
    rows = list(event.dates.order_by("begins_at", "pk"))
    categories = list(event.categories.order_by("position", "pk"))
    types = list(TicketType.objects.filter(category__event=event, secret_code="").order_by("price"))
    types = [type_ for type_ in types if not type_.is_over(now)] or types
    left = left_by_date(rows, now)
    dates = [_shown(event, date, categories, left, now) for date in rows]
    coming = [each for each in dates if each.date.begins_at >= now]
    opens = [each.date.sale_opens_at for each in coming if each.phase == Phase.NOT_YET]
    if event.status == EventStatus.ANNOUNCED:
        opens = [each.date.sale_opens_at for each in coming]
    opens_at = min((at for at in opens if at and at > now), default=None)
    summary = description_of(event)
    url = absolute(event.get_absolute_url())
    picture = absolute(event.poster.url) if event.poster else ""
    return {
        "event": event,
        "phase": phase_of_event(event, [each.phase for each in dates]),
        "dates": coming or dates,
        "past_dates": [each for each in dates if each not in coming] if coming else [],
        "prices": prices_of(categories, types, event.store.currency),
        "opens_at": opens_at,
        "opens_ms": milliseconds_of(opens_at) if opens_at else 0,
        "now_ms": milliseconds_of(now),
        "news": list(event.news.all()[:SHOWN_NEWS]),
        "summary": summary,
        "canonical": url,
        "picture": picture,
        "event_json": event_json(event, dates, types, summary, picture),
    }


def prices_of(
    categories: list[Category], types: list[TicketType], currency: str
) -> list[tuple[Category, list[tuple[TicketType, str]]]]:
    by_category: dict[int, list[tuple[TicketType, str]]] = {}
    for type_ in sorted(types, key=lambda each: (each.position, each.pk)):
        row = type_, format_money(type_.price, currency)
        by_category.setdefault(type_.category_id, []).append(row)
    return [(each, by_category[each.pk]) for each in categories if each.pk in by_category]


def description_of(event: Event) -> str:
    """The beginning of the description, without its Markdown."""
    return beginning_of(event.description) or event.title


def event_json(
    event: Event, dates: list[ShownDate], types: list[TicketType], summary: str, picture: str
) -> SafeString:
    """Each date as an Event of schema.org, as JSON-LD that is safe within <script>."""
    prices = [type_.price for type_ in types]
    rows = [_date_json(event, date, prices, summary, picture) for date in dates]
    return json_ld(rows)


def _date_json(
    event: Event, shown: ShownDate, prices: list[Decimal], summary: str, picture: str
) -> dict[str, Any]:
    date = shown.date
    about: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": summary,
        "startDate": date.begins_at.astimezone(event.time_zone).isoformat(),
        "eventStatus": f"{SCHEMA}/{_status_of(shown)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "organizer": {"@type": "Organization", "name": event.store.name},
        "performer": [
            {"@type": "PerformingGroup", "name": artist.name} for artist in event.artists.all()
        ],
        "image": [picture] if picture else [],
    }
    if date.doors_at:
        about["doorTime"] = date.doors_at.astimezone(event.time_zone).isoformat()
    if event.venue:
        about["location"] = {
            "@type": "Place",
            "name": event.venue.name,
            "address": event.venue.address,
        }
    if date.postponed_from:
        about["previousStartDate"] = date.postponed_from.astimezone(event.time_zone).isoformat()
    if prices:
        is_sold_out = shown.phase in (Phase.SOLD_OUT, Phase.ENDED, Phase.CANCELLED)
        about["offers"] = {
            "@type": "AggregateOffer",
            "url": absolute(date.get_absolute_url()),
            "lowPrice": str(min(prices)),
            "highPrice": str(max(prices)),
            "priceCurrency": event.store.currency,
            "availability": f"{SCHEMA}/{'SoldOut' if is_sold_out else 'InStock'}",
        }
    return about


def _status_of(shown: ShownDate) -> str:
    if shown.phase == Phase.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if shown.date.postponed_from else "EventScheduled"
