"""What coupons take off, alone and together: the sums always match."""

from decimal import Decimal
from functools import partial
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.money import from_minor, round_money
from coupons.benefits import Bill, Scope, price_change, scope_of, why_not
from coupons.models import Benefit, Campaign, Coupon, Terms
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


def priced(lines, *chosen, fee=3000, currency="KRW"):
    store = Store(currency=currency, delivery_fee=Decimal(fee))
    coupons = [
        Coupon(code=f"C{next(numbers)}", terms=each, campaign=Campaign(title="Spring"))
        for each in chosen
    ]
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


def test_each_is_named_by_its_campaign_and_says_what_the_platform_pays_of_it():
    result = priced([line(999)], terms("percent", platform_percent=50), terms("delivery"), fee=3000)

    parts = [(str(part), part.amount, part.platform_share) for part in result.adjustments]
    assert parts == [("Spring", -100, 50), ("Delivery fee", 3000, 0), ("Spring", -3000, 0)]


def test_a_discount_is_shared_by_the_largest_remainder_and_then_by_position():
    lines = [line(1000, product=each) for each in (1, 2, 3)]

    result = priced(lines, terms(amount=Decimal(1000)))

    assert result.adjustments[0].line_shares == [334, 333, 333]


TERMS = st.builds(
    terms,
    st.sampled_from(Benefit.values),
    platform_percent=st.integers(0, 100),
    cap=st.none() | st.integers(1, 20_000).map(Decimal),
    minimum=st.integers(0, 30_000).map(Decimal),
    section_ids=st.sampled_from([[], [1], [1, 2], [9]]),
)


@st.composite
def orders(draw):
    """Lines and coupons in one currency; amounts are whole minor units."""
    currency = draw(st.sampled_from(["KRW", "USD"]))
    units = st.integers(0, 30_000).map(partial(from_minor, currency=currency))
    positions = st.tuples(units, st.integers(1, 9), st.integers(1, 4), st.integers(1, 3))
    lines = [line(*each) for each in draw(st.lists(positions, min_size=1, max_size=5))]
    return lines, draw(st.lists(TERMS, max_size=3)), draw(units), currency


@given(orders())
def test_the_sums_match_and_nothing_is_ever_below_zero(order):
    lines, chosen, fee, currency = order

    result = priced(lines, *chosen, fee=fee, currency=currency)

    on_lines = [part for part in result.adjustments if part.applies_to == "lines"]
    assert [sum(part.line_shares) for part in on_lines] == [-part.amount for part in on_lines]
    by_line = zip(*(part.line_shares for part in on_lines), strict=True) if on_lines else ()
    assert [sum(shares) for shares in by_line] == (result.discounts if on_lines else [])
    assert all(amount >= 0 for amount in result.line_amounts)
    assert result.fee_amount("delivery_fee") >= 0
    assert result.total == sum(result.line_amounts) + result.fee_amount("delivery_fee") >= 0


@given(orders())
def test_the_platform_never_pays_more_than_the_discount(order):
    lines, chosen, fee, currency = order

    result = priced(lines, *chosen, fee=fee, currency=currency)

    for part in result.adjustments:
        assert 0 <= part.platform_share <= max(-part.amount, 0)
        assert part.platform_share == round_money(part.platform_share, currency)
