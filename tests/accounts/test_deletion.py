"""An account cannot be deleted while it has open orders, payments or refunds."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection
from django.test import Client

from accounts.models import Address, User
from accounts.services import (
    AddressRefused,
    DeletionRefused,
    change_profile,
    delete_account,
    save_address,
)
from core.actors import SYSTEM
from core.lifecycle import move
from delivery.lifecycle import Status as DeliveryStatus
from orders.baskets import OrderRefused
from orders.models import Order
from orders.statuses import OVER, Status
from payments.gateways.base import PaymentOutcome
from payments.recording import mark_unknown, record_outcome
from payments.refunds import send_due_refunds
from payments.refunds.failing import mark_failed
from payments.services import start_payment
from stores.invitations import invite
from stores.store_services import archive_store
from tests.factories import (
    PASSWORD,
    DeliveryFactory,
    MemberFactory,
    OrderFactory,
    UserFactory,
    place,
)
from tests.orders.test_races import filled_cart, order_of
from tests.racing import losers, together


def pay(order):
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    order.refresh_from_db()
    return order


@pytest.fixture
def open_to(ann, store):
    """`open_to(status)`: Ann's order in that status."""
    return lambda status: OrderFactory(customer=ann, store=store, status=status)


@pytest.mark.parametrize("status", sorted(set(Status) - set(OVER)))
def test_a_buyer_with_open_orders_cannot_delete_their_account(open_to, ann, rider, status):
    order = open_to(status)

    with pytest.raises(DeletionRefused, match=f"open orders: {order.number}"):
        delete_account(ann)

    ann.refresh_from_db()
    assert ann.email == "ann@example.com"


@pytest.mark.parametrize("status", OVER)
def test_orders_that_are_over_do_not_prevent_deletion(open_to, ann, rider, status):
    open_to(status)

    delete_account(ann)

    assert not ann.is_active


def test_the_page_names_the_orders_and_keeps_the_cart(client, open_to, ann, noodles):
    numbers = [open_to(Status.PAID).number for _each in range(7)]
    filled_cart(ann, noodles)
    client.force_login(ann)

    page = client.post("/me/delete/", {"password": PASSWORD}).content.decode()

    assert ", ".join(numbers[:5]) + " …" in page
    assert ann.carts.count() == 1


def test_an_owner_with_open_orders_cannot_delete_their_account(open_to, bea, store):
    order = open_to(Status.ACCEPTED)
    archive_store(store)

    with pytest.raises(DeletionRefused, match=f"orders of your stores: {order.number}"):
        delete_account(bea)


def test_a_rider_is_shown_the_deliveries_to_finish(ann, store, rider):
    job = DeliveryFactory(customer=ann, store=store, status=DeliveryStatus.ASSIGNED, rider=rider)

    with pytest.raises(DeletionRefused, match=f"deliveries first: {job.order.number}"):
        delete_account(rider.user)


def test_an_open_refund_prevents_deletion_of_buyer_and_owner(ann, bea, store, noodles):
    order = pay(place(ann, noodles))
    move(order, "cancel", by=ann)
    archive_store(store)

    for person in (ann, bea):
        with pytest.raises(DeletionRefused, match=f"on its way: {order.number}"):
            delete_account(person)
    send_due_refunds()
    for person in (ann, bea):
        delete_account(person)


def test_a_failed_refund_prevents_deletion(ann, noodles, settings):
    order = pay(place(ann, noodles))
    move(order, "cancel", by=ann)
    mark_failed(order.payments.get().refunds.get(), "Account closed", order.placed_at)

    with pytest.raises(DeletionRefused, match="on its way"):
        delete_account(ann)


def test_a_payment_of_unknown_outcome_prevents_deletion(ann, noodles):
    order = place(ann, noodles)
    start_payment(order, "sandbox")
    mark_unknown(order.payments.get())
    move(order, "cancel", by=ann)

    with pytest.raises(DeletionRefused, match="on its way"):
        delete_account(ann)


@pytest.mark.django_db(transaction=True)
def test_concurrent_order_and_deletion_exclude_each_other(noodles):
    noodles.stock = 100
    noodles.save(update_fields=["stock"])
    for _round in range(6):
        person = UserFactory()
        call = order_of(filled_cart(person, noodles))

        results = together(
            call, lambda person=person: delete_account(User.objects.get(pk=person.pk))
        )

        assert [type(loser) for loser in losers(results)] in ([OrderRefused], [DeletionRefused])
        person.refresh_from_db()
        assert Order.objects.filter(customer=person).exists() == person.is_active


def pay_late(order):
    """At a provider's page that was open since before it expired."""
    payment = order.payments.get()
    outcome = PaymentOutcome("captured", payment.key, order.total, order.currency)
    record_outcome(payment, outcome)
    order.refresh_from_db()
    return order


def expired_at_the_payment(person, store):
    order = OrderFactory(customer=person, store=store, status=Status.PENDING)
    start_payment(order, "sandbox")
    move(order, "expire", by=SYSTEM, now=order.pay_by)
    return order


@pytest.mark.parametrize("deleted", ["buyer", "owner"])
def test_money_that_comes_after_the_deletion_goes_back(ann, bea, store, deleted):
    order = expired_at_the_payment(ann, store)
    archive_store(store)
    delete_account({"buyer": ann, "owner": bea}[deleted])

    pay_late(order)

    assert order.status == Status.EXPIRED
    assert order.payments.get().refunds.get().amount == order.total


@pytest.mark.django_db(transaction=True)
def test_concurrent_late_payment_and_deletion_exclude_each_other(store):
    for _round in range(4):
        person = UserFactory()
        order = expired_at_the_payment(person, store)

        together(
            lambda order=order: pay_late(Order.objects.get(pk=order.pk)),
            lambda person=person: delete_account(User.objects.get(pk=person.pk)),
        )

        person.refresh_from_db()
        assert (Order.objects.get(pk=order.pk).status == Status.PAID) == person.is_active


def test_a_page_sent_at_the_same_moment_leaves_no_data(ann):
    delete_account(User.objects.get(pk=ann.pk))

    change_profile(ann, name="Ann", phone="010-1234-5678", language="ko")
    with pytest.raises(AddressRefused, match="deleted"):
        save_address(Address(user=ann, line="1 Sejong-daero"))

    ann.refresh_from_db()
    assert (ann.name, ann.phone, ann.addresses.count()) == ("", "", 0)


def rows_with(text):
    """Tables that contain the text anywhere."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s', [f"%{text}%"])
            found += [table] if cursor.fetchone() else []
    return found


def test_no_table_has_data_of_a_deleted_account(client, store):
    zelda = UserFactory(name="Zelda", email="zelda@example.com", phone="010-7777-8888")
    boss = UserFactory(is_staff=True, is_superuser=True)
    address = Address.objects.create(user=zelda, label="Zelda's", line="Zelda Street 1")
    changed = [{"changed": {"name": "address", "object": str(address), "fields": ["Address"]}}]
    LogEntry.objects.log_actions(boss.pk, [zelda], CHANGE, changed, single_object=True)
    client.post("/accounts/login/", {"login": zelda.email, "password": "wrong"})
    Client().post("/accounts/password/reset/", {"email": zelda.email})
    invite(store, zelda.email, "staff", by=store.owner)
    client.force_login(zelda)
    client.post("/accounts/email/", {"email": "zelda@new.com", "password": PASSWORD})
    assert "django_admin_log" in rows_with("zelda")

    client.post("/me/delete/", {"password": PASSWORD})

    assert rows_with("zelda") == rows_with("7777-8888") == []
    assert LogEntry.objects.get().user == boss


def test_the_account_of_a_member_is_none_afterwards(store):
    user = MemberFactory(store=store).user
    user.refresh_from_db()

    delete_account(user)

    user.refresh_from_db()
    assert not user.is_member
