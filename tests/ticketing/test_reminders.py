"""“Remind me”: one mail before the sale opens, to who asked and confirmed it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.opt_in import link_key
from accounts.services import delete_account
from notifications.models import Mail
from tests.stores.conftest import verified
from tests.ticketing.factories import make_category, make_date, make_event, standing_date
from ticketing.models import EventDate, Reminder
from ticketing.reminders.services import (
    CONFIRM_SALT,
    LEAD_TIME,
    STOP_SALT,
    ReminderRefused,
    ask_as_user,
    ask_by_mail,
    purge_old_reminders,
    send_reminders,
)


@pytest.fixture
def later(store):
    """An event whose sale opens in two hours."""
    event = make_event(store)
    make_category(event, "Standing", capacity=2)
    make_date(event, sale_opens_at=timezone.now() + timedelta(hours=2))
    return event


def remind_url(event):
    return f"/events/{event.number}/remind/"


def opening(event):
    return EventDate.objects.get(event=event).sale_opens_at


def test_a_mailbox_confirms_before_it_is_reminded(later, client):
    client.post(remind_url(later), {"email": "Kim@example.com"})
    reminder = Reminder.objects.get()
    assert (reminder.email, reminder.confirmed_at) == ("kim@example.com", None)
    assert send_reminders(opening(later) - timedelta(minutes=5)) == 0
    url = f"/events/reminder/{link_key(reminder.pk, CONFIRM_SALT)}/"

    client.get(url)
    assert Reminder.objects.get().confirmed_at is None
    client.post(url)

    assert send_reminders(opening(later) - timedelta(minutes=5)) == 1


def test_one_press_is_enough_with_a_verified_mailbox(later, client, ann):
    client.force_login(verified(ann))

    for _again in range(2):
        client.post(remind_url(later))
    assert Reminder.objects.get().user == ann

    client.post(remind_url(later), {"stop": "yes"})
    assert not Reminder.objects.exists()


def test_it_is_sent_once_and_not_too_early(later):
    ask_by_mail(later, "kim@example.com")
    Reminder.objects.update(confirmed_at=timezone.now())

    assert send_reminders(opening(later) - LEAD_TIME - timedelta(minutes=1)) == 0
    mails = Mail.objects.count()
    assert send_reminders(opening(later) - LEAD_TIME) == 1
    assert send_reminders(opening(later) - timedelta(minutes=1)) == 0
    assert Mail.objects.count() == mails + 1


def test_nobody_is_reminded_of_a_cancelled_date(later):
    ask_by_mail(later, "kim@example.com")
    Reminder.objects.update(confirmed_at=timezone.now())
    EventDate.objects.update(cancelled_at=timezone.now())

    assert send_reminders(opening(later) - timedelta(minutes=5)) == 0


def test_what_is_on_sale_needs_no_reminder(store, client):
    date = standing_date(store)

    answer = client.post(remind_url(date.event), {"email": "kim@example.com"}, follow=True)

    assert "nothing to wait for" in answer.content.decode()
    assert not Reminder.objects.exists()


def test_a_deleted_account_is_not_reminded(later, ann):
    delete_account(User.objects.get(pk=ann.pk))

    with pytest.raises(ReminderRefused, match="account was deleted"):
        ask_as_user(later, ann)


def test_the_link_of_the_mail_stops_it(later, client):
    ask_by_mail(later, "kim@example.com")
    url = f"/events/reminder/{link_key(Reminder.objects.get().pk, STOP_SALT)}/stop/"

    assert client.get(url).status_code == 200
    assert Reminder.objects.exists()
    client.post(url)
    assert not Reminder.objects.exists()


def test_forged_links_are_not_good(client, db):
    assert client.get("/events/reminder/forged/").status_code == 404
    assert client.post("/events/reminder/forged/stop/").status_code == 404


def test_old_reminders_are_deleted(later):
    ask_by_mail(later, "kim@example.com")

    assert purge_old_reminders(timezone.now() + timedelta(days=2)) == 0
    assert purge_old_reminders(timezone.now() + timedelta(days=4)) == 1


def test_the_page_offers_it_before_the_sale(later, client):
    page = client.get(later.get_absolute_url()).content.decode()

    assert re.search(rf'href="{remind_url(later)}"', page)
