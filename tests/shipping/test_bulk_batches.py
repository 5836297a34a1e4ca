"""A confirmed file is dispatched by jobs, in batches: once, whatever happens to the workers."""

import copy
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from orders.models import Order
from shipping.bulk import batches
from shipping.bulk.reading import DispatchRow
from shipping.bulk.tasks import continue_dispatches, dispatch_batch
from shipping.models import DispatchReport, Parcel
from stores.models import Store
from tests.job_runner import run_jobs
from tests.racing import together
from tests.shipping.test_bulk_dispatch import URL, content_of, fields_of, upload
from tests.shipping.world import parcel_order


@pytest.fixture
def orders(ann, store):
    return [parcel_order(ann, store, quantity=1) for _ in range(3)]


@pytest.fixture
def begin(client, bea, orders, monkeypatch):
    """Confirms a file of three orders, of batches of two."""
    monkeypatch.setattr(batches, "BATCH", 2)
    client.force_login(bea)

    def confirm_it():
        rows = [f"{order.number},cj,{place}" for place, order in enumerate(orders, 100)]
        fields = fields_of(upload(client, content_of(*rows)))
        return fields, client.post(reverse(URL), fields)

    return confirm_it


def outcomes():
    return [row[4] for row in DispatchReport.objects.get().rows]


def test_the_request_dispatches_nothing_itself(begin, client):
    _fields, response = begin()

    assert not Parcel.objects.exists()
    page = client.get(response.url).content.decode()
    assert "0 of 3 rows are done" in page
    assert 'data-live="dispatch.' in page


def test_the_page_shows_the_progress_until_the_last_row_is_done(begin, client):
    _fields, response = begin()

    dispatch_batch(DispatchReport.objects.get().pk)
    fragment = client.get(response.url, headers={"HX-Request": "true"}).content.decode()

    assert "2 of 3 rows are done" in fragment
    assert "<html" not in fragment
    run_jobs()
    assert (
        "data-live="
        not in client.get(response.url, headers={"HX-Request": "true"}).content.decode()
    )
    assert outcomes() == ["done"] * 3


def test_a_page_that_is_confirmed_twice_is_one_report(begin, client):
    fields, response = begin()

    again = client.post(reverse(URL), fields)

    assert again.url == response.url
    assert Job.objects.filter(task__endswith="dispatch_batch").count() == 1


def test_a_page_without_its_key_is_refused(begin, client):
    fields, _response = begin()

    assert client.post(reverse(URL), fields | {"key": "x"}).status_code == 422


def test_a_lost_job_is_continued_by_the_sweep(begin):
    begin()
    dispatch_batch(DispatchReport.objects.get().pk)
    Job.objects.all().delete()

    continue_dispatches()
    assert outcomes() == ["done"] * 2
    later = timezone.now() - batches.STALLED - timedelta(seconds=1)
    DispatchReport.objects.update(moved_at=later)

    continue_dispatches()
    assert outcomes() == ["done"] * 3


def test_a_killed_batch_leaves_nothing_and_is_done_again(begin, monkeypatch):
    begin()
    report = DispatchReport.objects.get()
    with monkeypatch.context() as killed:
        killed.setattr(DispatchReport, "save", _killed)
        with pytest.raises(KeyboardInterrupt):
            dispatch_batch(report.pk)
    assert not Parcel.objects.exists()

    run_jobs()

    assert outcomes() == ["done"] * 3


def _killed(*args, **kwargs):
    raise KeyboardInterrupt


def test_who_left_the_store_dispatches_nothing_more(begin):
    begin()
    dispatch_batch(DispatchReport.objects.get().pk)

    Store.objects.update(owner=None)
    run_jobs()

    assert outcomes() == ["done", "done", "wrong"]


def test_reasons_are_in_the_language_of_who_confirmed(begin, client, orders):
    Order.objects.filter(pk=orders[0].pk).update(status="cancelled")
    client.cookies["django_language"] = "ko"
    begin()

    run_jobs()

    assert "취소" in DispatchReport.objects.get().rows[0][5]


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one_report(begin, client):
    fields, _response = begin()
    DispatchReport.objects.all().delete()
    Job.objects.all().delete()
    browsers = [copy.copy(client) for _ in range(2)]

    answers = together(*[partial(each.post, reverse(URL), fields) for each in browsers])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Job.objects.filter(task__endswith="dispatch_batch").count() == 1
    run_jobs()
    assert outcomes() == ["done"] * 3


@pytest.mark.django_db(transaction=True)
def test_files_that_name_the_same_orders_in_another_order_do_not_deadlock(bea, orders):
    numbers = [order.number for order in orders]
    reports = [report_of(bea, numbers), report_of(bea, numbers[::-1])]

    done = together(*[partial(batches.dispatch_batch, report.pk) for report in reports])

    assert done == [False, False]
    assert Parcel.objects.count() == len(orders)
    rows = [row[4] for report in DispatchReport.objects.all() for row in report.rows]
    assert sorted(rows) == ["already"] * 3 + ["done"] * 3


def report_of(user, numbers):
    rows = [DispatchRow(line, number, "cj", number) for line, number in enumerate(numbers, 2)]
    now = timezone.now()
    return batches.start_report(rows, by=user, key=uuid4(), language="en", now=now)[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_does_nothing(begin):
    begin()
    pk = DispatchReport.objects.get().pk

    together(*[lambda: batches.dispatch_batch(pk)] * 2)

    assert len(DispatchReport.objects.get().rows) == Parcel.objects.count()
    run_jobs()
    assert outcomes() == ["done"] * 3
