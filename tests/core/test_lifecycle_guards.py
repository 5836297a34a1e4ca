"""PostgreSQL's triggers match the tables of moves."""

import re

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from core.lifecycle import legal_pairs, move
from devtools.diagrams import draw_all, lifecycle_models
from orders.lifecycle import MOVES
from orders.models import Order, OrderMove
from orders.statuses import Status
from payments.models import Payment
from tests.factories import OrderFactory

LIFECYCLES = lifecycle_models()


def names(models):
    return [model.__name__ for model in models]


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def allows(sql, *params):
    """Whether PostgreSQL accepts the statement; rolled back either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def history_of(model):
    return model._meta.get_field("history").related_model


def test_every_lifecycle_is_known():
    known = ["Order", "SavedMethod", "Payment", "Refund", "Dispute", "Delivery", "Campaign"]
    known += ["Coupon", "Parcel", "Return", "Event", "Ticket", "Partner", "PayoutRun", "Invoice"]
    known += ["Subscription", "Page"]

    assert names(LIFECYCLES) == known


@pytest.mark.parametrize("model", LIFECYCLES, ids=names(LIFECYCLES))
def test_the_trigger_allows_what_the_table_allows(db, model):
    [[source]] = ask(
        "SELECT prosrc FROM pg_proc WHERE proname = %s", f"{model._meta.db_table}_guard_moves"
    )

    births = re.findall(r"NEW\.status <> '(\w+)'", source)
    pairs = re.findall(r"\('(\w+)', '(\w+)'\)", source)

    assert births == [model._meta.get_field("status").get_default()]
    assert pairs == [(str(a), str(b)) for a, b in legal_pairs(model.MOVES)]


@pytest.mark.parametrize("model", LIFECYCLES, ids=names(LIFECYCLES))
def test_the_triggers_are_switched_on(db, model):
    on = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal"

    rows = {name for (name,) in ask(on, model._meta.db_table)}
    history = {name for (name,) in ask(on, history_of(model)._meta.db_table)}

    assert rows >= {"guard_first", "guard_moves"}
    assert history >= {"append_only"}


@pytest.mark.parametrize("source", Status)
def test_raw_sql_moves_an_order_only_along_the_table(db, source):
    order = OrderFactory(status=source)
    update = "UPDATE orders_order SET status = %s WHERE id = %s"

    open_to = {target for target in Status if allows(update, target, order.pk)}

    assert open_to == {source} | {b for a, b in legal_pairs(MOVES) if a == source}


def test_raw_sql_cannot_write_an_unknown_status(db):
    order = OrderFactory()

    assert not allows("UPDATE orders_order SET status = 'eaten' WHERE id = %s", order.pk)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PENDING])
def test_an_order_cannot_be_born_in_the_middle_of_its_life(ann, store, status):
    with pytest.raises(IntegrityError, match="begins as pending"), transaction.atomic():
        Order.objects.create(
            customer=ann,
            store=store,
            status=status,
            fulfilment="pickup",
            subtotal=1,
            total=1,
            pay_by="2030-01-01T00:00Z",
        )


def test_a_payment_cannot_be_born_captured(db):
    with pytest.raises(IntegrityError, match="begins as started"), transaction.atomic():
        Payment.objects.create(
            order=OrderFactory(), gateway="sandbox", status="captured", amount=1, currency="KRW"
        )


def test_bulk_updates_are_guarded_too(db):
    OrderFactory.create_batch(2)

    with (
        pytest.raises(IntegrityError, match="may not go from pending to completed"),
        transaction.atomic(),
    ):
        Order.objects.update(status=Status.COMPLETED)


def test_history_can_be_neither_changed_nor_deleted(db):
    order = OrderFactory(status=Status.PAID)

    for sql in (
        "UPDATE orders_ordermove SET note = 'never happened' WHERE order_id = %s",
        "DELETE FROM orders_ordermove WHERE order_id = %s",
    ):
        assert not allows(sql, order.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        OrderMove.objects.all()._raw_delete(using="default")


def test_a_legal_move_passes_the_triggers(ann):
    order = OrderFactory(customer=ann)

    move(order, "cancel", by=ann)

    assert Order.objects.get().status == Status.CANCELLED


def test_the_diagrams_in_the_docs_are_up_to_date():
    page = settings.BASE_DIR / "docs" / "moves.md"

    assert page.read_text(encoding="utf-8") == draw_all(), "run manage.py draw_moves"
