"""Messages from before their words were stored with them."""

import pytest

from jobs.models import Job
from notifications import old_words
from notifications.models import Mail, Notice
from notifications.outbox import send_due_mails
from notifications.tasks import store_old_words
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.job_runner import run_jobs

BLANK = {"title": "", "text": "", "link": ""}


@pytest.fixture
def order(ann, bea, store):
    bea.language = "ko"
    bea.save(update_fields=["language"])
    order = OrderFactory(customer=ann, store=store, status=Status.REJECTED)
    Notice.objects.update(**BLANK, about="")
    Mail.objects.update(**BLANK, subject="")
    Job.objects.all().delete()
    return order


def test_the_inbox_shows_them(client, order, ann):
    client.force_login(ann)

    page = client.get("/inbox/").content.decode()

    assert "Order rejected" in page
    assert "냉면집 cannot take your order." in page
    assert f"<span>{order.number}</span>" in page


def test_the_inbox_asks_one_query_more_for_all_of_them(client, order, ann, store):
    OrderFactory.create_batch(5, customer=ann, store=store, status=Status.PAID)
    client.force_login(ann)

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get("/inbox/")
        return len(queries)

    with_some = count()
    store_old_words()
    assert count() == with_some - 1


def test_following_one_leads_to_its_order(client, order, ann):
    client.force_login(ann)
    notice = Notice.objects.get(user=ann, kind="rejected")

    assert client.get(f"/inbox/{notice.pk}/").url == order.get_absolute_url()


def test_a_queued_one_is_mailed_in_its_language(order, mail_server):
    send_due_mails()

    subjects = {subject.split(" · ")[0] for subject in mail_server.subjects}
    assert subjects == {"Order placed", "Order rejected"}
    assert Mail.objects.get(kind="rejected").subject == f"Order rejected · 냉면집 · {order.number}"


def test_a_job_stores_them_batch_by_batch_in_the_readers_languages(order, monkeypatch, bea):
    monkeypatch.setattr(old_words, "BATCH", 2)
    Notice.objects.filter(kind="placed").update(title="As it was")

    store_old_words()
    batches = run_jobs()

    assert len(batches) == 2  # the second finds nothing
    assert not Notice.objects.filter(title="").exists()
    assert Notice.objects.get(kind="placed").title == "As it was"
    assert Notice.objects.get(user=bea).title == "신규 주문"
    assert Notice.objects.get(user=bea).link == f"/shop/orders/{order.number}/"
