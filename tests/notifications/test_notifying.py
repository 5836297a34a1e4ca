"""Who is notified of which events, by notice or mail, and how often."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.services import delete_account
from config.reactions import REACTIONS
from core.actors import SYSTEM
from core.events import Reaction, publish
from core.lifecycle import move
from core.notifications import kinds_on
from jobs.models import Job
from jobs.queue import BULK_PRIORITY
from notifications.models import Mail, Notice, Preference
from notifications.reactions import notify
from notifications.recipients import prepared_rows
from notifications.services import switch_mails
from orders.events import OrderAccepted, OrderPaid
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Payment
from payments.recording import record_outcome
from payments.refunds import refund_payments, send_refund
from stores.models import Member
from tests.factories import OrderFactory, UserFactory, place, walk
from tests.notifications.sale import SaleBegan, connect_kind, disconnect_kind, sale_kind


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store)


def inbox(user):
    return [notice.kind for notice in Notice.objects.filter(user=user).order_by("pk")]


def mailed(address):
    return [mail.kind for mail in Mail.objects.filter(recipient=address).order_by("pk")]


def test_a_delivery_is_notified_from_payment_to_completion(order, ann, bea):
    walk(order, Status.COMPLETED)

    assert inbox(ann) == ["placed", "accepted", "dispatched", "delivered"]
    assert mailed(ann.email) == ["placed", "accepted", "dispatched", "delivered"]
    assert inbox(bea) == ["new-order"]
    assert mailed(bea.email) == []


def test_a_pickup_is_notified_when_ready(ann, store):
    walk(OrderFactory(customer=ann, store=store, fulfilment="pickup"), Status.COMPLETED)

    assert inbox(ann) == ["placed", "accepted", "ready"]


def test_an_unpaid_order_notifies_nobody(order, ann, bea):
    move(order, "cancel", by=ann)

    assert [inbox(ann), inbox(bea), mailed(ann.email)] == [[], [], []]


def test_a_rejection_comes_with_its_reason(order, ann):
    walk(order, Status.REJECTED)

    assert Mail.objects.get(kind="rejected").note == "Sold out of noodles"
    assert Notice.objects.get(kind="rejected").note == "Sold out of noodles"


def test_a_cancellation_by_the_customer_is_confirmed_to_them_and_unread_for_the_store(
    order, ann, bea
):
    walk(order, Status.PAID)

    move(order, "cancel", by=ann)

    assert mailed(ann.email) == ["placed", "cancelled"]
    assert not Notice.objects.filter(user=ann, read_at=None).exists()
    assert inbox(bea) == ["new-order", "order-cancelled"]
    assert Notice.objects.get(kind="order-cancelled").read_at is None


def test_a_cancellation_by_the_store_is_unread_only_for_the_customer(order, ann, bea):
    walk(order, Status.ACCEPTED)

    move(order, "cancel_by_store", by=bea, note="The gas is out.")

    assert inbox(ann) == ["placed", "accepted", "called-off"]
    assert Notice.objects.get(kind="called-off").read_at is None
    assert inbox(bea) == ["new-order"]


def test_each_refund_is_notified_with_its_own_amount(ann, noodles):
    order = place(ann, noodles)
    for key in ("first", "second"):
        payment = Payment.objects.create(
            order=order, gateway="sandbox", amount=order.total, currency="KRW"
        )
        record_outcome(payment, PaymentOutcome("captured", key, order.total, "KRW"))
    move(order, "cancel", by=ann)
    refund_payments(order, "again")
    for payment in order.payments.all():
        send_refund(payment.refunds.get())

    refunds = Mail.objects.filter(kind="refunded")

    assert [mail.amount for mail in refunds] == [Decimal(12000)] * 2
    assert mailed(ann.email).count("refunded") == inbox(ann).count("refunded") == 2


def test_a_refund_is_notified_in_the_currency_of_its_payment(ann, noodles):
    order = place(ann, noodles)
    payment = Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency="KRW"
    )
    record_outcome(payment, PaymentOutcome("captured", "dollars", Decimal(120), "USD"))
    send_refund(payment.refunds.get())

    for message in (Mail.objects.get(kind="refunded"), Notice.objects.get(kind="refunded")):
        assert message.text.startswith("$120.00 for your order")


def test_a_guest_is_mailed_in_the_language_of_the_order(noodles):
    order = place(None, noodles)
    assert not Mail.objects.exists()

    move(order, "pay", by=SYSTEM)

    mail = Mail.objects.get(recipient=order.email)
    assert (mail.kind, mail.language, mail.user) == ("placed", order.language, None)
    assert Notice.objects.count() == 1  # the owner's


def test_a_muted_kind_is_not_mailed_but_is_in_the_inbox(order, ann):
    switch_mails(ann, {"accepted": False})

    walk(order, Status.ACCEPTED)

    assert mailed(ann.email) == ["placed"]
    assert inbox(ann) == ["placed", "accepted"]


def test_the_members_on_the_board_are_notified_of_new_orders(order, bea):
    for role in ("manager", "staff", "gate"):
        user = UserFactory(name=role)
        Member.objects.create(store=order.store, user=user, role=role)

    walk(order, Status.PAID)

    notified = Notice.objects.filter(kind="new-order").order_by("user")
    assert [str(notice.user) for notice in notified] == [str(bea), "manager", "staff"]


def test_an_owner_may_want_mail_of_new_orders(order, bea):
    switch_mails(bea, {"new-order": True})

    walk(order, Status.PAID)

    assert mailed(bea.email) == ["new-order"]


def test_a_reaction_run_twice_notifies_once(order, ann):
    walk(order, Status.ACCEPTED)
    record = order.history.get(verb="accept")

    notify(OrderAccepted(order, record))

    assert inbox(ann) == mailed(ann.email) == ["placed", "accepted"]


def test_a_move_rolled_back_notifies_nobody(order, ann, wiring):
    def refuse(event):
        raise ValueError

    wiring({**REACTIONS, OrderPaid: Reaction([notify, refuse])})

    with pytest.raises(ValueError):
        move(order, "pay", by=SYSTEM)

    assert not Mail.objects.exists()
    assert not Notice.objects.exists()
    assert not Job.objects.exists()


def test_notifying_has_four_queries_and_enqueues_once(order, ann, django_assert_num_queries):
    walk(order, Status.PAID)
    [job] = Job.objects.all()
    record = order.history.get(verb="pay")
    assert job.task == "notifications.tasks.send_mails_of"

    with django_assert_num_queries(4):
        notify(OrderPaid(order, record))


@pytest.mark.parametrize(("bulk", "priority"), [(False, 0), (True, BULK_PRIORITY)])
def test_mails_in_bulk_are_sent_behind_all_others(store, bulk, priority):
    connect_kind(sale_kind(bulk=bulk))
    try:
        publish(SaleBegan(store, timezone.now()))
    finally:
        disconnect_kind()

    assert Job.objects.get().priority == priority


def test_an_owner_who_buys_at_their_own_store_is_notified_as_both(bea, store):
    walk(OrderFactory(customer=bea, store=store), Status.PAID)

    assert inbox(bea) == ["placed", "new-order"]


def test_an_order_of_a_store_without_an_owner_notifies_only_the_customer(order, ann, store):
    store.owner = None
    store.save(update_fields=["owner"])

    walk(order, Status.PAID)

    assert list(Notice.objects.values_list("user", flat=True)) == [ann.pk]


def test_the_messages_of_a_deleted_account_are_purged(order, ann):
    walk(order, Status.ACCEPTED)
    switch_mails(ann, {"placed": False})
    Mail.objects.filter(kind="placed").update(state="sent", next_try_at=None)
    address = ann.email
    order = Notice.objects.get(kind="accepted").order
    move(order, "cancel_by_store", by=order.store.owner, note="Ann, sorry")
    Mail.objects.filter(kind="called-off").update(state="failed", next_try_at=None)

    delete_account(ann)

    assert not Notice.objects.filter(user=ann).exists()
    assert not Preference.objects.filter(user=ann).exists()
    assert not Mail.objects.filter(recipient=address).exists()
    assert list(Mail.objects.values_list("kind", "recipient", "note")) == [
        ("called-off", "", ""),
        ("placed", "", ""),
    ]


def test_each_event_notifies_its_own_recipients(order, ann, bea, dan):
    theirs = OrderFactory(customer=dan)

    for each in (order, theirs):
        walk(each, Status.PAID)

    assert [inbox(user) for user in (ann, bea, dan, theirs.store.owner)] == [
        ["placed"],
        ["new-order"],
        ["placed"],
        ["new-order"],
    ]


def test_a_deactivated_user_is_notified_of_nothing(order, bea):
    Member.objects.create(store=order.store, user=UserFactory(is_active=False), role="manager")

    walk(order, Status.PAID)

    assert [notice.user for notice in Notice.objects.filter(kind="new-order")] == [bea]


def test_recipients_are_queried_by_primary_key(order):
    """Without a sequential scan: a union of the kinds, in which each uses an index."""
    UserFactory.create_batch(5)
    event = OrderPaid(order, None)
    placed, new_order = kinds_on(event)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        kinds = {kind.code: kind.recipients(event).lookups for kind in (placed, new_order)}
        prepared = prepared_rows(tuple((code, tuple(each)) for code, each in kinds.items()))
        values = [value for each in kinds.values() for value in each.values()]
        plan = prepared.queryset(*values).explain()
    rows = prepared.queryset(*values)

    assert "Append" in plan
    assert "Seq Scan" not in plan
    assert prepared.all(*values) == list(rows) != []
