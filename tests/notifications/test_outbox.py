"""Mails on their way through a real mail server, whatever it does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.lifecycle import move
from notifications import outbox
from notifications.models import Mail, MailState
from notifications.outbox import CLAIM, FIRST_WAIT, MAX_ATTEMPTS, resend, send_due_mails, send_mail
from orders.lifecycle import Status
from orders.models import Order
from tests.factories import OrderFactory
from tests.job_runner import run_jobs
from tests.notifications.conftest import only_mail
from tests.racing import together


@pytest.fixture
def order(ann, store):
    """An order whose confirmation waits in the outbox."""
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def later(**time):
    return timezone.now() + timedelta(**time)


def test_a_mail_is_sent_by_the_job_of_its_event(order, post_office):
    run_jobs()

    mail = only_mail()
    assert post_office.subjects == [f"Order placed · 냉면집 · {order.number}"]
    assert post_office.letters[0]["To"] == mail.recipient == "ann@example.com"
    assert (mail.state, mail.attempts, mail.next_try_at) == (MailState.SENT, 1, None)
    assert mail.subject == post_office.subjects[0]


def test_a_job_that_runs_twice_sends_once(order, post_office):
    event_key = only_mail().event_key

    outbox.send_mails_of(event_key)
    outbox.send_mails_of(event_key)
    send_due_mails(later(days=1))

    assert len(post_office.letters) == 1


def test_a_server_that_is_down_gets_the_mail_when_it_is_up(order, post_office):
    post_office.close()
    run_jobs()
    mail = only_mail()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert "ConnectionRefusedError" in mail.last_error

    post_office.open()
    send_due_mails()
    assert post_office.letters == []  # its time has not come

    send_due_mails(later(minutes=2))
    send_due_mails(later(days=2))
    assert len(post_office.letters) == 1
    assert (only_mail().state, only_mail().last_error) == (MailState.SENT, "")


def test_a_temporary_refusal_is_tried_again_ever_less_often_and_given_up(order, post_office):
    post_office.recipient = "451 Greylisted, come back"
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
def test_a_recipient_refused_for_good_fails_at_once(order, post_office, answer):
    post_office.recipient = answer

    run_jobs()

    mail = only_mail()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.FAILED, 1, answer)


def test_a_message_refused_for_good_fails_at_once(order, post_office):
    post_office.content = "554 Looks like spam"

    run_jobs()

    assert (only_mail().state, only_mail().last_error) == (MailState.FAILED, "554 Looks like spam")


def test_a_message_refused_for_now_is_tried_again(order, post_office):
    post_office.content = "452 Disk full"

    run_jobs()

    assert (only_mail().state, only_mail().last_error) == (MailState.QUEUED, "452 Disk full")


def test_a_slow_server_is_cut_off(order, post_office, settings):
    settings.EMAIL_TIMEOUT, post_office.delay = 0.2, 1

    run_jobs()

    assert only_mail().state == MailState.QUEUED
    assert "timed out" in only_mail().last_error


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_sends(order, post_office):
    mail = only_mail()

    sent = together(*[lambda: send_mail(mail.pk)] * 4)

    assert sorted(sent) == [False, False, False, True]
    assert len(post_office.letters) == 1


def test_a_worker_that_died_leaves_the_mail_to_the_sweep(order, post_office):
    mail, now = only_mail(), timezone.now()
    assert outbox._claim(mail.pk, now)

    assert send_due_mails(now) == 0
    assert send_due_mails(now + CLAIM) == 1

    assert post_office.letters[0]["Message-ID"] == f"<{mail.key}@localhost>"


def test_one_mail_that_cannot_be_written_holds_up_no_other(order, post_office, ann, store):
    Mail.objects.update(kind="no-such-kind")
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    with pytest.raises(ExceptionGroup):
        send_due_mails()

    assert len(post_office.letters) == 1
    assert Mail.objects.get(kind="no-such-kind").last_error == "KeyError: 'no-such-kind'"
    assert Mail.objects.get(kind="no-such-kind").state == MailState.QUEUED


def test_a_mail_sent_again_is_another_message(order, post_office):
    run_jobs()

    assert resend(Mail.objects.all()) == 1
    send_due_mails(later(seconds=1))

    first, second = post_office.letters
    assert first["Message-ID"] != second["Message-ID"]
    assert (only_mail().state, only_mail().attempts) == (MailState.SENT, 1)


def test_a_mail_without_an_address_is_not_sent_again(order):
    Mail.objects.update(recipient="", state=MailState.SENT, next_try_at=None)

    assert resend(Mail.objects.all()) == 0


@pytest.mark.django_db(transaction=True)
def test_sending_holds_no_lock(order, post_office, bea):
    """The order moves while its mail is under way."""
    post_office.delay = 0.5
    mail = only_mail()

    def accept():
        return move(Order.objects.get(pk=order.pk), "accept", by=bea, minutes=20).verb

    assert together(lambda: send_mail(mail.pk), accept) == [True, "accept"]
