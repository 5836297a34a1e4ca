"""What coupons take off, alone and together: the sums always match."""

from decimal import Decimal
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coupons.benefits import Bill, Scope, price_change, scope_of, why_not
from coupons.models import Benefit, Coupon, Terms
from orders.baskets import BasketLine
from orders.pricing import Pricing, price
from stores.models import Product, Store

numbers = count(1)


def terms(benefit="amount", **fields):
    usual = {"amount": {"amount": Decimal(3000)}, "percent": {"percent": 10}}.get(benefit, {})
    return Terms(benefit=benefit, valid_days=30, **{**usual, **fields})


def line(price, quantity=1, product=1, section=1):
    named = Product(pk=product, section_id=section)
    return BasketLine(name="Dish", unit_price=Decimal(price), quantity=quantity, product=named)


def bill(*lines, fee=0, currency="KRW"):
    amounts = [each.total for each in lines]
    return Bill(lines, amounts, Decimal(fee), currency)


def taken_off(terms, bill):
    change = price_change(terms, "CODE", bill)
    return -change.amount if change else 0


@pytest.mark.parametrize(
    ("coupon", "expected"),
    [
        (terms(), 3000),
        (terms(amount=Decimal(50_000)), 24_500),  # never more than it costs
        (terms("percent"), 2450),
        (terms("percent", percent=100), 24_500),
        (terms("percent", percent=33), 8085),
        (terms("percent", cap=Decimal(1000)), 1000),
        (terms("piece"), 9500),  # the dearest
        (terms("piece", section_ids=[2]), 2500),
        (terms("percent", product_ids=[1]), 1900),
        (terms("delivery"), 3500),
        (terms("delivery", cap=Decimal(2000)), 2000),
    ],
)
def test_what_a_coupon_takes_off(coupon, expected):
    meal = bill(line(9500, 2), line(2500, 1, product=2, section=2), line(3000, 1, 3, 3), fee=3500)

    assert taken_off(coupon, meal) == expected


def test_a_percentage_is_rounded_once():
    three = bill(*[line("3.33", product=each) for each in (1, 2, 3)], currency="USD")

    assert taken_off(terms("percent", percent=15), three) == Decimal("1.50")


@pytest.mark.parametrize(
    ("coupon", "fee", "reason"),
    [
        (terms(minimum=Decimal(20_000)), 0, "₩2,000 more for this coupon."),
        (terms(minimum=Decimal(18_000)), 0, ""),
        (terms(product_ids=[7]), 0, "It is for other items."),
        (terms(product_ids=[1], minimum=Decimal(19_000)), 0, "₩1,000 more of its items"),
        (terms("delivery"), 0, "There is no delivery fee"),
        (terms("delivery"), 3000, ""),
    ],
)
def test_a_coupon_that_does_not_fit_says_why(coupon, fee, reason):
    meal = bill(line(9000, 2), fee=fee)

    assert reason in why_not(coupon, meal)
    assert bool(why_not(coupon, meal)) == bool(reason)
    assert bool(taken_off(coupon, meal)) != bool(reason)


@pytest.mark.parametrize(
    ("coupon", "scope"),
    [
        (terms(), Scope.ORDER),
        (terms("percent"), Scope.ORDER),
        (terms(product_ids=[1]), Scope.ITEM),
        (terms("percent", section_ids=[1]), Scope.ITEM),
        (terms("piece"), Scope.ITEM),
        (terms("delivery"), Scope.DELIVERY),
    ],
)
def test_a_coupon_falls_on_items_the_order_or_the_delivery(coupon, scope):
    assert scope_of(coupon) == scope


def priced(lines, *chosen, fee=3000):
    store = Store(currency="KRW", delivery_fee=Decimal(fee))
    coupons = [Coupon(code=f"C{next(numbers)}", terms=each) for each in chosen]
    choices = {"coupons": {"chosen": coupons}}
    delivered = {"fulfilment": "delivery", "now": timezone.now()}
    return price(Pricing(store=store, lines=lines, choices=choices, **delivered))


def test_item_order_and_delivery_coupon_follow_one_another():
    lines = [line(10_000), line(5000, product=2)]

    result = priced(lines, terms("delivery"), terms("percent"), terms("piece"))

    amounts = [part.amount for part in result.adjustments]
    assert amounts == [-10_000, -500, 3000, -3000]
    assert result.discounts == [10_000, 500]
    assert result.total == 4500


TERMS = st.builds(
    terms,
    st.sampled_from(Benefit.values),
    cap=st.none() | st.integers(1, 20_000).map(Decimal),
    minimum=st.integers(0, 30_000).map(Decimal),
    section_ids=st.sampled_from([[], [1], [1, 2], [9]]),
)
LINES = st.lists(
    st.builds(
        line, st.integers(0, 30_000), st.integers(1, 9), st.integers(1, 4), st.integers(1, 3)
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, st.lists(TERMS, max_size=3), st.integers(0, 5000))
def test_the_sums_match_and_nothing_is_ever_below_zero(lines, chosen, fee):
    result = priced(lines, *chosen, fee=fee)

    off_lines = -sum(part.amount for part in result.adjustments if part.applies_to == "lines")
    assert sum(result.discounts) == off_lines
    assert all(amount >= 0 for amount in result.line_amounts)
    assert result.fee_amount("delivery_fee") >= 0
    assert result.total == sum(result.line_amounts) + result.fee_amount("delivery_fee") >= 0
