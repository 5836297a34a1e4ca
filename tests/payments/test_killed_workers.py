"""The worker dies by kill -9 between Stripe's answer and our commit: a real process, a real signal."""

import os
import signal

import pytest
from django.utils import timezone

from core.lifecycle import move
from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET
from jobs.queue import enqueue
from payments.lifecycle import RefundStatus
from payments.models import Refund
from payments.services import confirm_payment, start_payment
from payments.tasks import send_refund
from tests.factories import place
from tests.processes import manage, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ASKED = "POST /v1/refunds"


def worker_at(stub):
    keys = {"STRIPE_SECRET_KEY": SECRET_KEY, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET}
    return manage("worker", STRIPE_URL=stub.url, **keys)


def test_a_refund_whose_worker_was_killed_is_sent_once(stripe_stub, ann, bea, noodles):
    start_payment(order := place(ann, noodles), "stripe")
    payment = order.payments.get()
    stripe_stub.pay(payment.session)
    confirm_payment(payment, {})
    move(payment.order, "reject", by=bea, note="Sold out")
    stripe_stub.misbehave("timeout_after", on=ASKED)

    with worker_at(stripe_stub) as worker:  # the refund is done, and its answer never arrives
        wait_until(lambda: stripe_stub.books()[payment.key]["refunded"], worker)
        os.killpg(worker.pid, signal.SIGKILL)
    refund = Refund.objects.get()
    assert (refund.status, refund.attempts) == (RefundStatus.OWED, 1)
    Refund.objects.update(next_try_at=timezone.now())
    enqueue(send_refund, refund.pk)
    with worker_at(stripe_stub) as worker:
        wait_until(lambda: Refund.objects.get().status == RefundStatus.SENT, worker)

    refund.refresh_from_db()
    assert list(stripe_stub.books_of.objects["re"]) == [refund.reference]
    assert stripe_stub.books()[payment.key]["refunded"] == payment.amount
