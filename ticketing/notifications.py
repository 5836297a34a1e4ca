"""What holders of tickets are notified of, listed in config/notifications.py. The link is the event.

Those with an account are a crowd, notified in batches (notifications.broadcasts); the others get a mail each
(ticketing.holders).
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, Guest, NotificationKind, Occurrence
from core.reasons import words_of
from ticketing.change_events import (
    DateCancelled,
    DatePostponed,
    GuestToldOfCancellation,
    GuestToldOfNews,
    GuestToldOfPostponement,
    NewsTold,
)
from ticketing.holders import holders_of_change, holders_of_news

HOLDERS = Audience(pgettext_lazy("notifications", "Your tickets"), includes=lambda user: True)


def change_facts(event: Any) -> Mapping[str, object]:
    change = event.change
    show = change.date.event
    until = change.returnable_until
    return {
        "event": show,
        "store": show.store,
        "former": _shown(change.former_begin, show),
        "new": _shown(change.new_begin, show),
        "reason": f" {words_of(change.note)}" if change.note else "",
        "returns": gettext(" You may return your tickets until %(day)s.")
        % {"day": _shown(until, show)}
        if until
        else "",
    }


def news_facts(event: Any) -> Mapping[str, object]:
    news = event.news
    return {"event": news.event, "store": news.event.store, "news": news.title}


def guest_of(event: Any) -> Guest:
    return Guest(event.guest.email, event.guest.language)


def _shown(at: datetime | None, show: Any) -> str:
    """In the time zone of the event, not the reader's."""
    return date_format(at.astimezone(show.time_zone), "SHORT_DATETIME_FORMAT") if at else ""


def _of_change(event: Any) -> Occurrence:
    return Occurrence(f"date-change-{event.change.pk}", event.at)


def _of_news(event: Any) -> Occurrence:
    return Occurrence(f"event-news-{event.news.pk}", event.news.tells_holders_since)


about_date = partial(
    NotificationKind,
    audience=HOLDERS,
    facts=change_facts,
    about="%(store)s",
    button=_("See the event"),
    link=lambda event: event.change.date.event.get_absolute_url(),
    occurrence=_of_change,
)
about_news = partial(
    NotificationKind,
    audience=HOLDERS,
    facts=news_facts,
    about="%(store)s",
    icon="bell",
    title=pgettext_lazy("news", "%(event)s: %(news)s"),
    label=_("News of events you have tickets for"),
    text=_("%(store)s has news for everybody with a ticket: “%(news)s”."),
    button=_("Read the news"),
    link=lambda event: event.news.event.get_absolute_url(),
    occurrence=_of_news,
)
POSTPONED: Mapping[str, Any] = {
    "title": _("Postponed: %(event)s"),
    "label": _("A date was postponed"),
    "text": _(
        "“%(event)s” does not begin on %(former)s, but on %(new)s.%(reason)s Your tickets stay valid."
        "%(returns)s"
    ),
    "icon": "clock",
}
CANCELLED: Mapping[str, Any] = {
    "title": _("Cancelled: %(event)s"),
    "label": _("A date was cancelled"),
    "text": _(
        "“%(event)s” on %(former)s does not take place.%(reason)s What you paid for its tickets goes back"
        " the way it came; you need not do anything."
    ),
    "icon": "slash-circle",
}


# fmt: off
TICKET_NOTIFICATIONS = [
    about_date(code="date-postponed", on=DatePostponed, crowd=holders_of_change, **POSTPONED),
    about_date(code="date-postponed-guest", on=GuestToldOfPostponement, recipients=guest_of,
        variant_of="date-postponed", **POSTPONED),
    about_date(code="date-cancelled", on=DateCancelled, crowd=holders_of_change, **CANCELLED),
    about_date(code="date-cancelled-guest", on=GuestToldOfCancellation, recipients=guest_of,
        variant_of="date-cancelled", **CANCELLED),
    about_news(code="event-news", on=NewsTold, crowd=holders_of_news),
    about_news(code="event-news-guest", on=GuestToldOfNews, recipients=guest_of,
        variant_of="event-news"),
]
# fmt: on
