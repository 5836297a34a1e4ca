"""A refund that is given up takes nothing back of a commission, until it is sent after all."""

from decimal import Decimal
from itertools import zip_longest

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from affiliates.models import LedgerEntry, Sale
from affiliates.sales import remaining_commission, restore_sale
from core.actors import SYSTEM
from core.lifecycle import move
from payments.models import Refund
from tests.affiliates.conftest import paid_order, profit_of
from tests.affiliates.test_sales import REFUNDS, earned, give_back, give_back_some
from tests.factories import ProductFactory

# Which of the refunds so far is given up, or sent after all.
FAILURES = st.lists(st.integers(0, 9), max_size=6)


def test_a_refund_that_is_given_up_reverses_nothing(tea, code, admin_user):
    order = paid_order(tea, code, 2)
    [refund] = give_back(order, 1)
    move(refund, "mark_failed", by=SYSTEM, note="Account closed")
    assert earned(order) == 200
    assert restore_sale(refund, refund.history.last()) is None  # booked once

    move(refund, "settle", by=admin_user, note="In cash")

    assert earned(order) == 100
    kinds = LedgerEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["sale", "reversal", "restored", "reversal"]


def test_a_refund_that_is_tried_again_reverses_again(tea, code, admin_user):
    order = paid_order(tea, code, 2)
    [refund] = give_back(order, 1)
    move(refund, "mark_failed", by=SYSTEM, note="Account closed")

    move(refund, "retry", by=admin_user)
    move(refund, "send", by=SYSTEM, reference="R1")

    assert earned(order) == 100


def test_a_refund_that_is_retried_by_itself_stays_reversed(tea, code):
    order = paid_order(tea, code, 2)
    [refund] = give_back(order, 1)
    move(refund, "send", by=SYSTEM, reference="R1")

    move(refund, "fail", by=SYSTEM, note="Returned")

    assert earned(order) == 100


@pytest.mark.django_db
def test_refunds_that_are_given_up_reverse_nothing(store, code):
    """Of refunds in any order, some given up and some sent after all: what was sent is reversed, no more."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.integers(1, 7), st.integers(1, 3333), st.integers(0, 999), REFUNDS, FAILURES)
    def check(pieces, price, profit, refunds, failures):
        with transaction.atomic():
            product = ProductFactory(store=store, price=Decimal(price))
            profit_of(product, profit)
            order = paid_order(product, code, pieces)
            for refund, index in zip_longest(refunds, failures):
                if refund is not None:
                    give_back_some(order, *refund)
                if index is not None:
                    _toggle(order, index)
                _check_sums(order)
            transaction.set_rollback(True)

    check()


def _toggle(order, index):
    """Give up one of the refunds so far, or send it after all."""
    refunds = list(Refund.objects.filter(payment__order=order).order_by("pk"))
    if not refunds:
        return
    refund = refunds[index % len(refunds)]
    if refund.status == "failed":
        move(refund, "send", by=SYSTEM, reference=f"R{refund.pk}")
    else:
        move(refund, "mark_failed", by=SYSTEM, note="Account closed")


def _check_sums(order):
    """What is earned now, what would be if all refunds were sent, and what each refund reversed."""
    sale = Sale.objects.get(order=order)
    reversed_by = LedgerEntry.objects.filter(refund__payment__order=order)
    sent = reversed_by.exclude(refund__status="failed").values_list("amount", flat=True)
    assert earned(order) == sale.amount + sum(sent)
    every = sum(reversed_by.values_list("amount", flat=True))
    assert sale.amount + every == remaining_commission(sale)
