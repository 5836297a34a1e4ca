"""Renaming verbs in histories that allow no other change."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core.lifecycle import history
from orders.models import OrderMove
from tests.factories import OrderFactory

NAMES = {"call_off": "cancel_by_store", "old": "new"}


@pytest.fixture
def rows(db, monkeypatch):
    """Five steps of an order, some with former verbs; batches hold two."""
    monkeypatch.setattr(history, "BATCH", 2)
    order = OrderFactory()
    fields = {
        "source": "accepted",
        "target": "cancelled",
        "actor_kind": "system",
        "at": order.placed_at,
    }
    verbs = ["call_off", "pay", "old", "cancel", "call_off"]
    return [OrderMove.objects.create(order=order, verb=verb, **fields).pk for verb in verbs]


def rename():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    with connection.schema_editor(atomic=False) as editor:
        history.rename_verbs("orders_ordermove", NAMES).code(apps, editor)


def verbs_of(rows):
    return list(OrderMove.objects.filter(pk__in=rows).values_list("verb", flat=True))


def test_verbs_get_their_new_names_however_often_it_runs(rows):
    for _turn in range(2):
        rename()

        assert verbs_of(rows) == ["cancel_by_store", "pay", "new", "cancel", "cancel_by_store"]


def test_the_history_takes_no_change_afterwards(rows):
    rename()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        OrderMove.objects.filter(pk__in=rows).update(verb="pay")
