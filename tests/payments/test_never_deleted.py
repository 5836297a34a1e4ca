"""Payments and refunds are never deleted, and their history never changes."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from core.lifecycle import move
from payments.models import Payment, Refund
from payments.services import confirm_payment


@pytest.fixture
def rows(ann, order, payment):
    """A payment with a refund that is owed."""
    confirm_payment(payment, {"outcome": "pay"})
    move(order, "cancel", by=ann)
    return {"payment": payment, "refund": payment.refunds.get(), "order": order}


@pytest.mark.parametrize("name", ["payment", "refund", "order"])
def test_a_row_of_money_cannot_be_deleted(rows, name):
    with pytest.raises(ProtectedError):
        rows[name].delete()


@pytest.mark.parametrize("model", [Payment, Refund])
def test_not_even_by_hand(rows, model):
    deletes = f"DELETE FROM {model._meta.db_table}; SET CONSTRAINTS ALL IMMEDIATE"

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deletes)

    assert model.objects.count() == 1
