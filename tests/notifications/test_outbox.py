"""Sending mails through a real mail server, including its failures."""

from datetime import timedelta

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from core.lifecycle import move
from notifications import outbox
from notifications.models import Mail, MailState
from notifications.outbox import CLAIM, FIRST_WAIT, MAX_ATTEMPTS, resend, send_due_mails, send_mail
from orders.models import Order
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.job_runner import run_jobs
from tests.notifications.conftest import only_mail
from tests.notifications.sale import connect_kind, disconnect_kind, sale_kind
from tests.racing import together


@pytest.fixture
def order(ann, store):
    """An order whose confirmation is queued."""
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def later(**time):
    return timezone.now() + timedelta(**time)


def test_a_mail_is_sent_by_the_job_of_its_event(order, mail_server):
    run_jobs()

    mail = only_mail()
    assert mail_server.subjects == [f"Order placed · 냉면집 · {order.number}"]
    assert mail_server.messages[0]["To"] == mail.recipient == "ann@example.com"
    assert (mail.state, mail.attempts, mail.next_try_at) == (MailState.SENT, 1, None)
    assert mail.subject == mail_server.subjects[0]


def test_a_job_that_runs_twice_sends_once(order, mail_server):
    event_key = only_mail().event_key

    outbox.send_mails_of(event_key)
    outbox.send_mails_of(event_key)
    send_due_mails(later(days=1))

    assert len(mail_server.messages) == 1


def test_a_mail_is_sent_when_the_server_is_up_again(order, mail_server):
    mail_server.close()
    with capture_logs() as logs:
        run_jobs()
    mail = only_mail()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert "ConnectionRefusedError" in mail.last_error
    assert "ConnectionRefusedError" in next(
        each["error"] for each in logs if each["event"] == "mail not sent"
    )

    mail_server.open()
    send_due_mails()
    assert mail_server.messages == []  # not due yet

    send_due_mails(later(minutes=2))
    send_due_mails(later(days=2))
    assert len(mail_server.messages) == 1
    assert (only_mail().state, only_mail().last_error) == (MailState.SENT, "")


def test_a_temporary_refusal_is_retried_with_backoff_and_then_fails(order, mail_server):
    mail_server.recipient = "451 Greylisted, come back"
    now, waits = timezone.now(), []

    for _ in range(MAX_ATTEMPTS - 1):
        assert send_due_mails(now) == 1
        waits.append(only_mail().next_try_at - now)
        now = only_mail().next_try_at
    assert only_mail().state == MailState.QUEUED
    send_due_mails(now)

    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits == sorted(waits)
    assert only_mail().state == MailState.FAILED
    assert only_mail().last_error == "451 Greylisted, come back"
    assert send_due_mails(later(days=30)) == 0


@pytest.mark.parametrize("answer", ["550 No such mailbox", "553 Nonsense"])
def test_a_permanently_refused_recipient_fails_immediately(order, mail_server, answer):
    mail_server.recipient = answer

    run_jobs()

    mail = only_mail()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.FAILED, 1, answer)


def test_a_permanently_refused_message_fails_immediately(order, mail_server):
    mail_server.content = "554 Looks like spam"

    run_jobs()

    assert (only_mail().state, only_mail().last_error) == (MailState.FAILED, "554 Looks like spam")


def test_a_temporarily_refused_message_is_retried(order, mail_server):
    mail_server.content = "452 Disk full"

    run_jobs()

    assert (only_mail().state, only_mail().last_error) == (MailState.QUEUED, "452 Disk full")


def test_a_slow_server_times_out(order, mail_server, settings):
    settings.EMAIL_TIMEOUT, mail_server.delay = 0.2, 1

    run_jobs()

    assert only_mail().state == MailState.QUEUED
    assert "timed out" in only_mail().last_error


@pytest.mark.django_db(transaction=True)
def test_of_two_concurrent_workers_one_sends(order, mail_server):
    mail = only_mail()

    sent = together(*[lambda: send_mail(mail)] * 4)

    assert sorted(sent) == [False, False, False, True]
    assert len(mail_server.messages) == 1


@pytest.mark.parametrize("change", [resend, lambda mails: mails.delete()], ids=["again", "deleted"])
def test_a_mail_that_has_changed_since_it_was_read_is_not_sent(order, mail_server, change):
    mail = only_mail()
    change(Mail.objects.all())

    assert not send_mail(mail)

    assert mail_server.messages == []


def test_the_sweep_sends_the_mail_of_a_dead_worker(order, mail_server):
    mail, now = only_mail(), timezone.now()
    assert outbox._claim(mail, now)

    assert send_due_mails(now) == 0
    assert send_due_mails(now + CLAIM) == 1

    assert mail_server.messages[0]["Message-ID"] == f"<{mail.key}@localhost>"


def test_a_mail_that_cannot_be_rendered_does_not_stop_the_others(order, mail_server, ann, store):
    connect_kind(sale_kind(mail_template="no-such-template"))
    Mail.objects.update(kind="sale")
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    with pytest.raises(ExceptionGroup):
        send_due_mails()
    disconnect_kind()

    assert len(mail_server.messages) == 1
    mail = Mail.objects.get(kind="sale")
    assert mail.last_error == "TemplateDoesNotExist: no-such-template.txt"
    assert mail.state == MailState.QUEUED


def test_a_mail_of_a_switched_off_kind_fails_immediately_and_alone(order, mail_server, ann, store):
    Mail.objects.update(kind="no-such-kind")
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    assert send_due_mails() == 2

    assert len(mail_server.messages) == 1
    mail = Mail.objects.get(kind="no-such-kind")
    assert mail.state == MailState.FAILED
    assert mail.last_error.endswith("No kind of notification has the code no-such-kind")


def test_a_mail_sent_again_has_a_new_message_id(order, mail_server):
    run_jobs()

    assert resend(Mail.objects.all()) == 1
    send_due_mails(later(seconds=1))

    first, second = mail_server.messages
    assert first["Message-ID"] != second["Message-ID"]
    assert (only_mail().state, only_mail().attempts) == (MailState.SENT, 1)


def test_a_mail_without_an_address_is_not_sent_again(order):
    Mail.objects.update(recipient="", state=MailState.SENT, next_try_at=None)

    assert resend(Mail.objects.all()) == 0


@pytest.mark.django_db(transaction=True)
def test_sending_holds_no_lock(order, mail_server, bea):
    """The order can move while its mail is being sent."""
    mail_server.delay = 0.5
    mail = only_mail()

    def accept():
        return move(Order.objects.get(pk=order.pk), "accept", by=bea, minutes=20).verb

    assert together(lambda: send_mail(mail), accept) == [True, "accept"]
