"""Adds, changes and removes news of an event, and counts who read it."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import publish
from core.lifecycle import lock
from jobs.queue import BULK_PRIORITY, enqueue
from ticketing import tasks
from ticketing.access import runs_it
from ticketing.change_events import NewsTold
from ticketing.models import Event, EventNews
from ticketing.statuses import EventStatus

MAX_NEWS = 200  # of an event
SEEN_KEY = "seen_news"  # of the session

# One statement, whose commit does not wait for the disk.
COUNT_VIEWS = """
WITH durability AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE ticketing_eventnews SET views = views + 1 FROM durability WHERE id = ANY(%s)
"""


class NewsRefused(Exception):
    """The news cannot be like this; the text can be shown to the user as it is."""


@transaction.atomic
def add_news(
    event: Event,
    title: str,
    text: str,
    *,
    is_pinned: bool = False,
    tells_holders: bool = False,
    by: User,
    now: datetime,
) -> EventNews:
    """Publish news on the page of the event. Raises NewsRefused."""
    lock(event)
    if not runs_it(event, by):
        raise NewsRefused(_("You may not do this."))
    if event.news.count() >= MAX_NEWS:
        raise NewsRefused(_("An event has at most %(number)s news.") % {"number": MAX_NEWS})
    news = EventNews.objects.create(
        event=event, title=title, text=text, is_pinned=is_pinned, author=by, at=now
    )
    if tells_holders:
        tell_holders(news, now=now)
    return news


@transaction.atomic
def change_news(
    news: EventNews, title: str, text: str, *, is_pinned: bool, by: User, now: datetime
) -> None:
    """Raises NewsRefused. What was mailed to holders is not changed."""
    if not runs_it(news.event, by):
        raise NewsRefused(_("You may not do this."))
    if (title, text) != (news.title, news.text):
        news.changed_at = now
    news.title, news.text, news.is_pinned = title, text, is_pinned
    news.save(update_fields=["title", "text", "is_pinned", "changed_at"])


@transaction.atomic
def tell_holders(news: EventNews, *, now: datetime) -> bool:
    """Notify the holders of valid tickets of dates to come; whether that was not done before.

    Raises NewsRefused for a draft, which readers cannot see.
    """
    if news.event.status == EventStatus.DRAFT:
        raise NewsRefused(_("The event is a draft: nobody could read this."))
    untold = EventNews.objects.filter(pk=news.pk, tells_holders_since=None)
    if not untold.update(tells_holders_since=now):
        return False
    news.tells_holders_since = now
    publish(NewsTold(news))
    enqueue(tasks.tell_guests_of_news, news.pk, priority=BULK_PRIORITY)
    return True


def count_views(session: "dict[str, list[int]]", shown: "list[EventNews]") -> None:
    """Count that a reader sees these news, each once in a session. At most one statement."""
    seen = session.get(SEEN_KEY, [])
    fresh = [news.pk for news in shown if news.pk not in seen]
    if fresh:
        session[SEEN_KEY] = [*seen, *fresh][-MAX_NEWS:]
        with connection.cursor() as cursor:
            cursor.execute(COUNT_VIEWS, [fresh])
