"""Prices beside the lines: adjusters of any app, in the order of their phases."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.pricing import ADJUSTERS
from devtools.orders import basket_of, place_cart
from orders import adjustments
from orders.adjustments import AdjustmentKind
from orders.baskets import BasketLine, OrderRefused
from orders.carts import CartOwner, add_to_cart
from orders.models import Adjustment, Order
from orders.pricing import Phase, PriceChange, Pricing, connect, price
from orders.quotes import quote
from stores.models import Store
from tests.factories import CONTACT, ProductFactory, place


@pytest.fixture
def tea(store):
    return ProductFactory(store=store, name="Tea", price=Decimal(1000))


@pytest.fixture
def cart(ann, noodles, tea):
    """Two noodles of 9,000 and a tea of 1,000; delivery costs 3,000."""
    add_to_cart(CartOwner(user=ann), noodles, [], 2)
    return add_to_cart(CartOwner(user=ann), tea, [], 1)


def off(amount, **fields):
    """An adjuster that takes off the amount."""
    return lambda pricing: [PriceChange("coupon", Decimal(-amount), source="coupon:TEA", **fields)]


def order_of(cart, ann):
    buyer = CartOwner(user=ann)
    order = place_cart(cart, buyer, fulfilment="delivery", contact=CONTACT, now=timezone.now())
    return Order.objects.get(pk=order.pk)


def test_a_discount_is_stored_with_its_source_and_the_share_of_each_line(cart, ann, price_with):
    price_with(off(3000), Phase.ORDER_DISCOUNT)

    order = order_of(cart, ann)

    rows = list(order.adjustments.values_list("kind", "source", "applies_to", "amount"))
    assert rows == [("coupon", "coupon:TEA", "lines", -3000), ("delivery_fee", "", "", 3000)]
    assert [line.discount for line in order.lines.all()] == [2842, 158]  # 18,000 : 1,000
    assert [line.paid for line in order.lines.all()] == [15158, 842]
    assert (order.subtotal, order.total) == (19000, 19000)


def test_a_discount_may_fall_on_some_lines_only(cart, price_with):
    def on_tea(pricing):
        tea = {i for i, line in enumerate(pricing.lines) if line.product.name == "Tea"}
        return [PriceChange("coupon", Decimal(-600), lines=tea)]

    price_with(on_tea, Phase.LINE_DISCOUNT)

    assert [line.discount for line in quote(basket_of(cart), "pickup", timezone.now()).lines] == [
        0,
        600,
    ]


def test_phases_run_in_order_and_each_adjuster_sees_what_is_left(cart, price_with):
    seen = []

    def half(pricing):
        seen.append(pricing.line_amounts)
        return [PriceChange("half", -sum(pricing.line_amounts) / 2)]

    price_with(half, Phase.ORDER_DISCOUNT)
    price_with(off(1000, lines={1}), Phase.LINE_DISCOUNT)
    quoted = quote(basket_of(cart), "delivery", timezone.now())

    assert seen == [[18000, 0]]
    assert [part.kind for part in quoted.adjustments] == ["coupon", "half", "delivery_fee"]
    assert quoted.total == 9000 + 3000


def test_a_discount_never_exceeds_what_the_lines_cost(cart, price_with):
    price_with(off(50000), Phase.ORDER_DISCOUNT)
    price_with(off(50000), Phase.ORDER_DISCOUNT)

    quoted = quote(basket_of(cart), "delivery", timezone.now())

    assert [part.amount for part in quoted.adjustments] == [-19000, 3000]
    assert quoted.total == 3000


def test_a_discount_on_a_fee_falls_on_no_line_and_never_exceeds_it(cart, price_with):
    price_with(off(5000, fee="delivery_fee"), Phase.FEE)

    quoted = quote(basket_of(cart), "delivery", timezone.now())
    fetched = quote(basket_of(cart), "pickup", timezone.now())

    assert [part.amount for part in quoted.adjustments] == [3000, -3000]
    assert [line.discount for line in quoted.lines] == [0, 0]
    assert fetched.adjustments == []


def test_an_adjuster_sees_the_buyer_and_what_was_chosen_at_the_checkout(cart, ann, price_with):
    seen = []
    price_with(lambda pricing: seen.append((pricing.buyer, pricing.choices)) or [], Phase.TAX)

    quote(
        basket_of(cart),
        "delivery",
        timezone.now(),
        CartOwner(user=ann),
        {"coupons": {"code": "TEA"}},
    )

    assert seen == [(CartOwner(user=ann), {"coupons": {"code": "TEA"}})]


def test_a_discount_that_ended_meanwhile_is_not_charged_unseen(cart, ann, price_with):
    price_with(off(1000, lines={1}), Phase.LINE_DISCOUNT)
    seen = quote(basket_of(cart), "delivery", timezone.now()).fingerprint
    connect(ADJUSTERS)
    price_with(lambda _pricing: [PriceChange("other", Decimal(-1000))], Phase.ORDER_DISCOUNT)

    with pytest.raises(OrderRefused, match="changed meanwhile"):
        place_cart(
            cart,
            CartOwner(user=ann),
            fulfilment="delivery",
            contact=CONTACT,
            fingerprint=seen,
            now=timezone.now(),
        )


def test_without_an_adjuster_only_the_delivery_fee_is_added(ann, noodles):
    order = place(ann, noodles)

    [fee] = order.adjustments.all()
    assert (fee.kind, fee.source, fee.applies_to, fee.amount) == ("delivery_fee", "", "", 3000)


def test_another_app_registers_a_kind_and_an_unknown_one_is_still_named(monkeypatch):
    monkeypatch.setattr(adjustments, "_kinds", dict(adjustments._kinds))
    adjustments.register([AdjustmentKind("raffle", "Raffle prize")])

    names = [
        str(Adjustment(kind=kind, amount=amount))
        for kind, amount in (("raffle", -1), ("gone", -1), ("gone", 1), ("delivery_fee", 1))
    ]

    assert names == ["Raffle prize", "Discount", "Surcharge", "Delivery fee"]


def test_a_code_too_long_for_its_column_is_refused_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="of_the_first_order"):
        adjustments.register([AdjustmentKind("discount_of_the_first_order", "Welcome")])


@given(
    prices=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 99)), max_size=8),
    changes=st.lists(st.integers(-(10**7), 10**6), max_size=6),
    currency=st.sampled_from(["KRW", "USD"]),
)
def test_whatever_adjusters_ask_for_lines_stay_above_zero_and_everything_adds_up(
    prices, changes, currency
):
    lines = [BasketLine(name="Dish", unit_price=Decimal(each), quantity=n) for each, n in prices]
    connect(
        {Phase.TAX: [lambda _p, c=change: [PriceChange("any", Decimal(c))] for change in changes]}
    )
    store = Store(currency=currency)
    try:
        priced = price(Pricing(store=store, fulfilment="pickup", lines=lines, now=timezone.now()))
    finally:
        connect(ADJUSTERS)

    assert all(amount >= 0 for amount in priced.line_amounts)
    taken = [part.amount for part in priced.adjustments if part.applies_to == "lines"]
    assert sum(priced.discounts) == -sum(taken)
    assert priced.total >= 0
