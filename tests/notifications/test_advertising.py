"""Advertising is mailed only with consent, marked as such, and never at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from config.checks import check_advertiser
from core.events import publish
from core.notifications import register
from jobs.models import Job
from notifications import broadcasts, outbox
from notifications.advertising import next_permitted
from notifications.consent import give_consent, withdraw_consent
from notifications.models import Broadcast, Mail, MailState, Notice
from notifications.outbox import resend, send_due_mails, send_mail
from notifications.services import switch_mails
from notifications.tasks import notify_batch
from orders.statuses import Status
from tests.coupons.conftest import verified
from tests.factories import OrderFactory
from tests.notifications.conftest import parts_of
from tests.notifications.sale import SaleBegan, connect_kind, disconnect_kind, sale_kind

SEOUL = ZoneInfo("Asia/Seoul")
HOUR = timedelta(hours=1)


def at(hour, minute=0, second=0):
    """In Seoul, on the day after tomorrow: consents of now are older."""
    day = (timezone.now() + timedelta(days=2)).astimezone(SEOUL).date()
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SEOUL)


@pytest.fixture
def bea(bea):
    return verified(bea)


@pytest.fixture
def agreed(bea, store):
    """Bea, who owns the store and agreed to advertising."""
    give_consent(bea, "Asia/Seoul")
    Mail.objects.all().delete()
    return bea


@pytest.fixture(autouse=True)
def _advertising():
    connect_kind(sale_kind(advertising=True))
    yield
    disconnect_kind()


@pytest.fixture
def mail_of_sale(agreed, store):
    """The mail, due at once."""
    publish(SaleBegan(store, timezone.now()))
    Mail.objects.update(next_try_at=timezone.now())
    return Mail.objects.get()


def test_without_consent_only_the_inbox_tells(bea, store):
    publish(SaleBegan(store, timezone.now()))

    assert Notice.objects.filter(user=bea).count() == 1
    assert not Mail.objects.exists()


def test_with_consent_it_needs_the_switch_of_its_kind_too(agreed, store):
    switch_mails(agreed, {"sale": False})
    publish(SaleBegan(store, timezone.now()))

    assert not Mail.objects.exists()


def test_consent_changes_nothing_for_other_mails(agreed, store):
    connect_kind(sale_kind())
    publish(SaleBegan(store, timezone.now()))

    assert Mail.objects.get().subject == "20 % off"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_marked_and_names_its_sender_and_the_way_out(
    agreed, store, mail_server, settings, language
):
    settings.ADVERTISER = "Jumun Ltd., hello@jumun.example, 02-123-4567, 종로 1"
    User.objects.filter(pk=agreed.pk).update(language=language)
    publish(SaleBegan(store, timezone.now()))

    assert send_due_mails(at(12)) == 1

    [message] = mail_server.messages
    assert message["Subject"] == "(광고) 20 % off"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/inbox/unsubscribe/" in message["List-Unsubscribe"]
    for part in parts_of(message):
        assert "Jumun Ltd., hello@jumun.example, 02-123-4567, 종로 1" in part
        assert "/inbox/unsubscribe/" in part
        assert "무료 수신거부" in part
        assert "for free" in part


@pytest.mark.parametrize("hour", range(24))
def test_it_leaves_by_day_only(mail_of_sale, mail_server, hour):
    now = at(hour)

    sent = send_due_mails(now)

    mail = Mail.objects.get()
    if 8 <= hour < 21:
        assert (sent, mail.state) == (1, MailState.SENT)
    else:
        assert (sent, mail.state, mail.attempts) == (0, MailState.QUEUED, 0)
        assert mail.next_try_at == at(8) + timedelta(days=hour >= 21)
        assert mail_server.messages == []


@pytest.mark.parametrize(
    ("now", "permitted"),
    [
        (at(20, 57), at(20, 57)),
        (at(20, 59), at(8) + timedelta(days=1)),  # a sweep may take a minute
        (at(23, 59, 30), at(8) + timedelta(days=1)),
        (at(7, 59, 59), at(8)),
        (at(8), at(8)),
    ],
)
def test_the_night_ends_at_eight(now, permitted):
    assert next_permitted(now, "Asia/Seoul") == permitted


def test_the_night_is_the_readers(agreed, mail_of_sale, mail_server):
    give_consent(agreed, "America/New_York")
    noon = at(12)  # 22:00 or 23:00 of the day before

    assert send_due_mails(noon) == 0

    assert Mail.objects.get().next_try_at.astimezone(ZoneInfo("America/New_York")).hour == 8


def test_a_mail_created_at_night_waits_from_the_start(agreed, store):
    connect_kind(sale_kind(advertising=True, crowd=lambda pk: User.objects.filter(stores=pk)))
    publish(SaleBegan(store, timezone.now()))

    broadcasts.notify_batch(Broadcast.objects.get().pk, at(22))

    assert Mail.objects.get().next_try_at == at(8) + timedelta(days=1)


def test_a_retry_keeps_the_hours(mail_of_sale, mail_server):
    mail_server.recipient = "451 Greylisted, come back"
    assert send_due_mails(at(20, 57)) == 1
    assert Mail.objects.get().next_try_at == at(20, 58)
    mail_server.recipient = "250 OK"

    assert send_due_mails(at(20, 58)) == 0
    assert send_due_mails(at(3) + timedelta(days=1)) == 0
    assert mail_server.messages == []
    assert send_due_mails(at(8) + timedelta(days=1)) == 1


def test_sending_again_keeps_the_hours(mail_of_sale, mail_server):
    send_due_mails(at(12))
    resend(Mail.objects.all(), at(23))

    assert send_due_mails(at(23)) == 0
    assert len(mail_server.messages) == 1


@pytest.mark.parametrize(
    "refuse", [withdraw_consent, lambda user: switch_mails(user, {"sale": False})]
)
def test_what_waits_is_not_sent_once_it_is_not_wanted(agreed, mail_of_sale, mail_server, refuse):
    refuse(agreed)

    send_mail(mail_of_sale, at(12))

    mail = Mail.objects.get(kind="sale")
    assert (mail.state, mail.last_error) == (MailState.FAILED, outbox.NOT_WANTED)
    assert mail_server.messages == []


def test_advertising_waits_behind_other_mails(mail_of_sale, mail_server, ann, store):
    OrderFactory(customer=ann, store=store, status=Status.PAID)
    Mail.objects.exclude(kind="sale").update(next_try_at=timezone.now() + HOUR)

    send_due_mails(at(12))

    assert [subject.startswith("(광고)") for subject in mail_server.subjects] == [False, True]


def test_the_mails_of_a_broadcast_at_night_are_sent_in_the_morning(agreed, store):
    connect_kind(sale_kind(advertising=True, crowd=lambda pk: User.objects.filter(stores=pk)))
    give_consent(agreed, _zone_where_it_is_night())
    publish(SaleBegan(store, timezone.now()))
    Job.objects.all().delete()

    notify_batch(Broadcast.objects.get().pk)

    assert Job.objects.get().due == Mail.objects.get(kind="sale").next_try_at > timezone.now()


def _zone_where_it_is_night():
    """Where it is about two o'clock."""
    hours = (2 - timezone.now().hour) % 24
    hours -= 24 if hours > 14 else 0
    return f"Etc/GMT{-hours:+d}"


@pytest.mark.parametrize(
    ("advertiser", "kinds", "ids"),
    [
        ("", "advertising", ["config.W003"]),
        ("Jumun Ltd., 02-123-4567", "advertising", []),
        ("", "other", []),
    ],
)
def test_a_site_that_advertises_must_say_who_it_is(settings, advertiser, kinds, ids):
    settings.ADVERTISER = advertiser or settings.DEFAULT_FROM_EMAIL
    register([sale_kind(advertising=kinds == "advertising")])

    assert [warning.id for warning in check_advertiser(None)] == ids
