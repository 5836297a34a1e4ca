"""News of an event: holders are notified by choice, once, and views are counted once a session."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Mail, Notice
from orders.models import Order
from tests.job_runner import run_jobs
from tests.ticketing.factories import make_date, make_event, sell_tickets
from ticketing.models import EventDate, Ticket
from ticketing.news import NewsRefused, add_news, count_views, tell_holders


@pytest.fixture
def news(standing, bea):
    return add_news(standing.event, "Support act", "A band.", by=bea, now=timezone.now())


def test_holders_are_told_only_by_choice(standing, ann, bea, news):
    sell_tickets(standing, ann)
    run_jobs()
    assert not Notice.objects.filter(kind="event-news").exists()

    assert tell_holders(news, now=timezone.now())
    assert not tell_holders(news, now=timezone.now())
    run_jobs()

    assert [notice.user for notice in Notice.objects.filter(kind="event-news")] == [ann]


def test_who_handed_a_ticket_over_does_not_get_its_news(standing, ann, dan, news):
    by_account, by_mail = sell_tickets(standing, ann, quantity=2)
    Ticket.objects.filter(pk=by_account.pk).update(holder=dan, holder_email=dan.email)
    Ticket.objects.filter(pk=by_mail.pk).update(holder_key="k", holder_email="friend@example.com")

    tell_holders(news, now=timezone.now())
    run_jobs()

    mails = Mail.objects.filter(kind__startswith="event-news").order_by("recipient")
    assert [mail.recipient for mail in mails] == ["dan@example.com", "friend@example.com"]


def test_mailboxes_without_an_account_are_told_once_whatever_their_tickets(standing, ann, news):
    sell_tickets(standing, ann, quantity=3)
    Ticket.objects.update(holder_email="friend@example.com")
    Order.objects.update(language="ko")

    tell_holders(news, now=timezone.now())
    run_jobs()

    [mail] = Mail.objects.filter(kind="event-news-guest")
    assert (mail.recipient, mail.language) == ("friend@example.com", "ko")
    assert "소식을 전해요" in mail.text


def test_holders_of_past_and_cancelled_dates_are_not_told(standing, ann, news):
    past, cancelled = (make_date(standing.event, timedelta(hours=each)) for each in (1, 2))
    for date in (past, cancelled):
        sell_tickets(date, ann)
    EventDate.objects.filter(pk=past.pk).update(begins_at=news.at - timedelta(days=1))
    EventDate.objects.filter(pk=cancelled.pk).update(cancelled_at=news.at)

    tell_holders(news, now=timezone.now())
    run_jobs()

    assert not Notice.objects.filter(kind="event-news").exists()


def test_news_of_a_draft_is_told_to_no_holders(store, bea):
    draft = make_event(store, "draft")

    with pytest.raises(NewsRefused, match="draft"):
        add_news(draft, "Soon", "x", tells_holders=True, by=bea, now=timezone.now())


def test_strangers_write_no_news(standing, dan):
    with pytest.raises(NewsRefused, match="may not"):
        add_news(standing.event, "Soon", "x", by=dan, now=timezone.now())


def test_a_view_counts_once_a_session_by_one_statement(news, django_assert_num_queries):
    session = {}

    with django_assert_num_queries(1):
        count_views(session, [news])
        count_views(session, [news])

    news.refresh_from_db()
    assert news.views == 1
