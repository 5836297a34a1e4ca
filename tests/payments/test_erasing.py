"""Personal data of old orders is erased permanently; items, amounts and dates stay."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from delivery.models import DeliveryMove
from notifications.models import Mail, MailState
from orders.erasing import ERASED, due_to_erase
from orders.models import Order, OrderMove
from orders.placing import Contact
from payments import erasing
from payments.audit import logged
from payments.erasing import erase_personal_data, without_money_under_way
from payments.gateways.base import PaymentOutcome
from payments.models import Payment, PaymentMove, ProviderCall, Refund, RefundMove
from payments.recording import record_outcome
from payments.refunds import refund_part, send_due_refunds
from payments.services import start_payment
from payments.tasks import erase_personal_data as task
from tests.delivery.test_plans import multiply, run
from tests.factories import OrderFactory, carry, place

MARK = "Marka"  # in every text of personal data
CONTACT = Contact(
    name=f"{MARK} Kim",
    email=f"{MARK}@example.com",
    phone="010-6275-2000",
    note=f"Ring at {MARK}",
    postcode="06275",
    address=f"{MARK}로 175",
    latitude=37.123456,
    longitude=127.123456,
)
TRACES = (MARK, "6275-2000", "62752000", "06275", "37.123456", "127.123456", "198.51.100.9")
TERM = timedelta(days=366)


@pytest.fixture
def order(noodles, rider):
    """A guest's order, delivered, partly refunded, with texts by everyone involved."""
    order = place(None, noodles, quantity=2, contact=CONTACT, network="198.51.100.9")
    start_payment(order, "sandbox")
    payment = order.payments.get()
    with logged("sandbox", "pay", body={"reason": MARK}, payment=payment) as answer:
        answer.body = {"buyer": MARK}
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    Payment.objects.update(note=f"Bank of {MARK}")
    order.refresh_from_db()
    bea = order.store.owner
    move(order, "accept", by=bea, minutes=20, note=f"{MARK} is a regular")
    carry(order, ["accept", "pick_up"], rider)
    move(order.delivery, "deliver", by=rider.user, note=f"{MARK} was not at the door")
    refund_part(order, order.lines.get().unit_price, reason=f"{MARK} got one", by=bea)
    send_due_refunds()
    Mail.objects.update(state=MailState.SENT, next_try_at=None)
    order.refresh_from_db()
    return order


def later():
    return timezone.now() + TERM


def found_traces():
    """Where in the database personal data is left; times hold digits of their own."""
    return sorted(
        {
            model.__name__
            for model in apps.get_models(include_auto_created=True)
            for row in model._base_manager.values_list()
            if is_personal(str([value for value in row if not isinstance(value, datetime | UUID)]))
        }
    )


def is_personal(text):
    return any(trace in text for trace in TRACES)


def test_no_table_identifies_the_person_any_more(order):
    assert {"Order", "Mail", "OrderMove", "ProviderCall", "Refund"} <= set(found_traces())

    assert erase_personal_data(later()) == 1

    assert found_traces() == []


def test_what_was_sold_when_and_for_how_much_stays(order):
    unchanged = (
        "number",
        "total",
        "paid",
        "refunded",
        "placed_at",
        "status",
        "currency",
        "store_id",
    )
    before = Order.objects.values(*unchanged).get()
    steps = [list(each.objects.values_list("verb", "at")) for each in (OrderMove, RefundMove)]

    erase_personal_data(later())

    assert Order.objects.values(*unchanged).get() == before
    assert [
        list(each.objects.values_list("verb", "at")) for each in (OrderMove, RefundMove)
    ] == steps
    assert str(order.lines.get()) == "2 × 물냉면"
    assert Refund.objects.get().pieces == []
    assert Payment.objects.get().reference != ""


def test_it_is_done_once_and_again_changes_nothing(order):
    now = later()
    erase_personal_data(now)

    assert erase_personal_data(now + timedelta(days=1)) == 0
    assert Order.objects.get().erased_at == now


@pytest.mark.parametrize("status", ["pending", "paid", "accepted", "ready"])
def test_an_open_order_is_not_erased(store, status):
    OrderFactory(store=store, status=status)

    assert erase_personal_data(later()) == 0


def test_the_term_is_a_setting_and_zero_disables_it(order, settings):
    settings.PERSONAL_DATA_DAYS = 0
    assert erase_personal_data(later()) == 0
    settings.PERSONAL_DATA_DAYS = 400
    assert erase_personal_data(later()) == 0
    settings.PERSONAL_DATA_DAYS = 30
    assert erase_personal_data(timezone.now() + timedelta(days=29)) == 0
    assert erase_personal_data(timezone.now() + timedelta(days=31)) == 1


@pytest.mark.parametrize("status", ["owed", "failed"])
def test_an_order_with_an_open_refund_is_not_erased(order, status):
    for step in ("owed", status):
        Refund.objects.update(status=step)

    assert erase_personal_data(later()) == 0
    assert Order.objects.get().name == CONTACT.name


def test_batches_reach_every_order(store, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    OrderFactory.create_batch(5, store=store, status="completed")

    assert task.__module__ == "payments.tasks"
    assert erase_personal_data(later()) == 5
    assert not Order.objects.exclude(email="").exists()


@pytest.mark.django_db(transaction=True)
def test_a_locked_order_waits_for_the_next_run(store):
    held, _free = OrderFactory.create_batch(2, store=store, status="cancelled")
    other = connection.copy()
    with other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("SELECT 1 FROM orders_order WHERE id = %s FOR UPDATE", [held.pk])
        assert erase_personal_data(later()) == 1
        other.rollback()
    other.close()

    assert erase_personal_data(later()) == 1


def test_old_orders_are_found_by_their_index(store):
    OrderFactory(store=store, status="completed")
    multiply(
        "orders_order",
        3000,
        subtotal="0",
        total="0",
        number="'#' || n",
        checkout_token="gen_random_uuid()",
    )
    run("UPDATE orders_order SET status = 'expired' WHERE number ~ '^#'")
    run("UPDATE orders_order SET erased_at = now() WHERE number ~ '^#[0-9]'")
    run("ANALYZE orders_order")

    plan = without_money_under_way(due_to_erase(later())).explain()

    assert "orders_to_erase" in plan
    assert "Seq Scan on orders_order" not in plan


UNCHANGED = """id number customer guest_key store status fulfilment checkout_token language currency subtotal
total cutlery paid refunded carrier placed_at pay_by ready_by acknowledged_at erased_at is_attributed"""


def test_every_field_of_an_order_is_either_erased_or_says_nothing_of_a_person():
    assert {field.name for field in Order._meta.concrete_fields} == {*UNCHANGED.split(), *ERASED}


TEXTS = [
    (OrderMove, "note"),
    (PaymentMove, "note"),
    (RefundMove, "note"),
    (DeliveryMove, "note"),
    (ProviderCall, "request"),
    (ProviderCall, "response"),
]


@pytest.mark.parametrize(("model", "column"), TEXTS, ids=str)
def test_what_is_written_for_good_can_be_emptied_but_not_changed(order, model, column):
    def update(**fields):
        with transaction.atomic():
            return model.objects.update(**fields)

    assert update(**{column: ""}) > 0
    with pytest.raises(IntegrityError, match="append-only"):
        update(**{column: "never happened"})
    with pytest.raises(IntegrityError, match="append-only"):
        update(**{column: ""}, at=timezone.now() - TERM)


def test_the_pages_of_an_erased_order_still_show(client, order, bea):
    erase_personal_data(later())
    order.refresh_from_db()
    client.force_login(bea)

    for page in (
        order.get_absolute_url(),
        reverse("orders:sold-order", args=[order.number]),
        reverse("payments:receipt", args=[order.guest_key]),
    ):
        response = client.get(page)
        assert response.status_code == 200
        assert MARK not in response.content.decode()
    assert "were deleted" in client.get(order.get_absolute_url()).content.decode()
