"""What a sale earns, and what refunds take back of it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from affiliates.attribution import attribute
from affiliates.models import Basis, EntryKind, LedgerEntry, Programme, Sale
from affiliates.partners import add_code
from affiliates.sales import book_sale, reverse_sale
from core.lifecycle import move
from orders.models import Order
from payments.models import Refund
from payments.refunds import refund_part, refundable
from tests.affiliates.conftest import approved, paid_order, profit_of
from tests.captures import pay
from tests.factories import ProductFactory, UserFactory, place


def earned(order):
    return sum(LedgerEntry.objects.filter(sale__order=order).values_list("amount", flat=True))


def give_back(order, pieces, besides=0):
    line = order.lines.get()
    return refund_part(
        order, Decimal(besides), reason="Broken", by=order.store.owner, pieces=[(line, pieces)]
    )


def test_profit_times_pieces_times_rate(tea, code):
    order = paid_order(tea, code)

    sale = Sale.objects.get(order=order)
    assert (sale.rate, sale.amount, earned(order)) == (20, 100, 100)


def test_a_share_of_what_was_paid(noodles, code, programme):
    programme.basis, programme.rate = Basis.PRICE, Decimal("7.5")
    programme.save()

    order = paid_order(noodles, code, 2)

    assert earned(order) == 1350  # of 18,000


def test_a_partner_may_have_a_rate_of_their_own(tea, code, partner, bea):
    move(partner, "change_rate", by=bea, rate=Decimal(30))

    assert earned(paid_order(tea, code, 2)) == 300


def test_later_changes_do_not_touch_a_sale(tea, code, programme):
    order = paid_order(tea, code, 2)
    programme.rate, tea.profit.amount = Decimal(90), Decimal(9)
    programme.save()
    tea.profit.save()

    give_back(order, 1)

    assert earned(order) == 100


def test_an_order_without_a_partner_earns_nobody_anything(tea, code):
    pay(place(None, tea, fulfilment="pickup"))

    assert not Sale.objects.exists()


def test_a_payment_is_booked_once(tea, code):
    order = paid_order(tea, code)

    assert book_sale(order, timezone.now()) is None
    entry = LedgerEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            partner=entry.partner,
            kind=EntryKind.SALE,
            amount=1,
            currency="KRW",
            at=timezone.now(),
            sale=entry.sale,
            payment=entry.payment,
        )


def test_a_refund_is_booked_once(tea, code):
    order = paid_order(tea, code, 2)
    [refund] = give_back(order, 1)

    assert reverse_sale(refund, order, timezone.now()) is None
    assert earned(order) == 100


def test_an_order_has_one_sale(tea, code):
    sale = Sale.objects.get(order=paid_order(tea, code))
    sale.pk, sale.number = None, "ANOTHER1"

    with pytest.raises(IntegrityError), transaction.atomic():
        sale.save(force_insert=True)


def test_a_cancelled_order_earns_nothing(tea, code, ann):
    order = paid_order(tea, code, 3, customer=ann)

    move(order, "cancel", by=ann)

    assert earned(order) == 0
    assert LedgerEntry.objects.filter(kind=EntryKind.REVERSAL).count() == 1


def test_the_ledger_is_append_only(tea, code):
    paid_order(tea, code)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        LedgerEntry.objects.update(amount=1)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        LedgerEntry.objects.all().delete()


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"email": "Pat+shop@example.com"}, "email"),
        ({"phone": "+82 10-7777-7777"}, "phone"),
    ],
)
def test_own_purchases_of_a_guest_earn_nothing(tea, code, own, reason):
    order = place(None, tea, fulfilment="pickup")
    Order.objects.filter(pk=order.pk).update(**own)
    order.refresh_from_db()
    attribute(order, typed=code, came_by=None, visit=None)

    pay(order)

    sale = Sale.objects.get()
    assert (sale.excluded, sale.amount, LedgerEntry.objects.count()) == (reason, 0, 0)


def test_own_purchases_by_the_same_account_earn_nothing(tea, code, pat):
    assert earned(paid_order(tea, code, customer=pat)) == 0
    assert Sale.objects.get().excluded == "account"


def test_own_purchases_paid_by_the_partner_earn_nothing(tea, code):
    from payments.gateways.base import PaymentOutcome
    from payments.recording import record_outcome
    from tests.captures import started

    order = place(None, tea, fulfilment="pickup")
    attribute(order, typed=code, came_by=None, visit=None)
    payment = started(order, "paypal")

    record_outcome(
        payment,
        PaymentOutcome("captured", "C1", order.total, order.currency, payer="PAT@example.com"),
    )

    assert (Sale.objects.get().excluded, earned(order)) == ("payer", 0)


REFUNDS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4000)).filter(any), min_size=1, max_size=6
)


@pytest.mark.django_db
def test_any_refunds_end_at_exactly_zero(store, code):
    """In any order, of pieces and amounts: never below zero, never up again, zero once all is refunded."""
    profits = st.integers(0, 999)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.integers(1, 7), st.integers(1, 3333), profits, st.integers(1, 10000), REFUNDS)
    def check(pieces, price, profit, rate, refunds):
        with transaction.atomic():
            product = ProductFactory(store=store, price=Decimal(price))
            profit_of(product, profit)
            Programme.objects.update(rate=Decimal(rate) / 100)
            order = paid_order(product, code, pieces)
            amounts = [earned(order)]
            for count, besides in refunds:
                give_back_some(order, count, besides)
                amounts.append(earned(order))
            _give_back_all(order)
            amounts.append(earned(order))
            transaction.set_rollback(True)
        assert amounts == sorted(amounts, reverse=True)
        assert amounts[-1] == 0 <= min(amounts)

    check()


def give_back_some(order, count, besides):
    """As much of it as is left."""
    line = order.lines.get()
    count = min(count, line.unrefunded)
    besides = min(Decimal(besides), refundable(order) - line.value_of_next(count))
    if (count and line.value_of_next(count)) or besides > 0:
        give_back(order, count, max(besides, Decimal(0)))


def _give_back_all(order):
    if left := refundable(order):
        refund_part(order, left, reason="All", by=order.store.owner)


def test_another_partner_of_another_store_is_not_confused(tea, code, partner):
    other = approved(partner.programme, UserFactory(phone="010-1111-2222"))
    add_code(other, "OTHER-ONE")

    paid_order(tea, code)

    assert LedgerEntry.objects.get().partner == partner
    assert not Refund.objects.exists()
