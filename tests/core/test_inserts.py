"""Rows inserted by SQL that is written once a process."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.expressions import DatabaseDefault
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.inserts import insert, insert_unless_exists
from coupons.claims import claim
from coupons.models import CouponMove
from tests.coupons.conftest import claimant, published
from tests.factories import StoreFactory


@pytest.fixture
def move(db):
    """A row of history that is not saved."""
    coupon = claim(published(StoreFactory()), claimant(), press=uuid.uuid4())
    return CouponMove(
        coupon=coupon, verb="use", target="used", actor_kind="system", at=timezone.now()
    )


def test_a_row_is_stored_as_save_would(move):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        insert(move)

    assert len(queries) <= 2  # the second use in a session prepares it
    assert (move._state.adding, move._state.db) == (False, "default")
    assert CouponMove.objects.values().get(pk=move.pk) == {
        field.attname: getattr(move, field.attname) for field in move._meta.concrete_fields
    }


def test_each_call_stores_another_row(move):
    for _time in range(3):
        move.pk = None
        insert(move)

    assert CouponMove.objects.filter(coupon=move.coupon, verb="use").count() == 3


def test_a_refusal_of_the_database_is_an_integrity_error(move):
    insert(move)

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(move)


def test_a_value_that_only_the_database_knows_is_refused(move):
    move.note = DatabaseDefault(Value(""))

    with pytest.raises(TypeError, match="needs a value"):
        insert(move)


def test_what_exists_is_not_inserted_again(move):
    assert insert_unless_exists(move)
    again = CouponMove(
        **{field.attname: getattr(move, field.attname) for field in move._meta.fields}
    )

    assert not insert_unless_exists(again)
    assert CouponMove.objects.filter(pk=move.pk).count() == 1
