"""The outbox in the admin."""

import pytest

from accounts.models import User
from notifications.models import Mail, MailState
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.job_runner import run_jobs

MAILS = "/admin/notifications/mail/"


@pytest.fixture
def boss(client, db):
    user = User.objects.create_superuser("boss@example.com", "x")
    client.force_login(user)
    return client


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def test_a_failed_mail_is_sent_again(boss, order, mail_server):
    mail_server.recipient = "550 No such mailbox"
    run_jobs()
    mail = Mail.objects.get()
    assert mail.state == MailState.FAILED
    mail_server.recipient = "250 OK"

    boss.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk]})
    run_jobs()

    assert Mail.objects.get().state == MailState.SENT
    assert len(mail_server.messages) == 1


@pytest.mark.parametrize("query", ["?state__exact=queued", "?kind=placed", "?q=ann@example.com"])
def test_mails_are_found(boss, order, query):
    assert "ann@example.com" in boss.get(MAILS + query).content.decode()
    assert boss.get(f"{MAILS}?q={order.number}").status_code == 200


def test_variants_are_found_with_their_kind_and_listed_once(boss, ann, store):
    for fulfilment in ("pickup", "shipping"):
        OrderFactory(customer=ann, store=store, status=Status.ACCEPTED, fulfilment=fulfilment)

    found = boss.get(f"{MAILS}?kind=accepted").context["cl"]

    names = [choice["display"] for each in found.filter_specs for choice in each.choices(found)]
    assert names.count("What you order: Order accepted") == 1
    assert {mail.kind for mail in found.result_list} == {"accepted", "accepted-parcel"}


def test_mails_and_notices_are_read_only(boss, order):
    mail = Mail.objects.get()

    assert boss.get(f"{MAILS}{mail.pk}/change/").status_code == 200
    assert boss.get(f"{MAILS}add/").status_code == 403
    assert boss.post(f"{MAILS}{mail.pk}/delete/").status_code == 403
    assert boss.get("/admin/notifications/notice/").status_code == 200
    assert boss.get("/admin/notifications/notice/add/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_has_few_queries(boss, ann, store, rows, django_assert_max_num_queries):
    OrderFactory.create_batch(rows, customer=ann, store=store, status=Status.PAID)

    with django_assert_max_num_queries(9):
        boss.get(MAILS)
