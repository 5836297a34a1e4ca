"""What the figures mean, in sentences."""

from decimal import Decimal

import pytest

from coupons.statistics.advice import sentences_of
from coupons.statistics.figures import Figures


def figures(**values):
    return Figures(**{"sales": Decimal(0), **values})


def test_a_use_and_a_discount_are_put_in_proportion():
    discount = {"store_discount": Decimal(9000), "platform_discount": Decimal(1000)}
    used = figures(used=3, sales=Decimal(45_000), **discount)

    assert sentences_of(used, "KRW") == [
        "A used coupon took off ₩3,333 on average.",
        "For every ₩1,000 of discount, customers paid ₩4,500.",
    ]


def test_in_dollars_the_unit_is_one():
    used = figures(used=1, sales=Decimal("9.50"), store_discount=Decimal("2.00"))

    assert "For every $1.00 of discount, customers paid $4.75." in sentences_of(used, "USD")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"views": 100, "claimed": 9}, "Few who see it claim it"),
        ({"views": 100, "claimed": 10}, ""),
        ({"views": 19, "claimed": 1}, ""),
        ({"views": 20, "claimed": 300, "used": 300}, ""),
        ({"claimed": 20, "used": 3}, "Most are not used yet"),
        ({"claimed": 20, "used": 4}, ""),
        ({"claimed": 19}, ""),
    ],
)
def test_advice_needs_enough_to_go_by(values, word):
    sentences = " ".join(sentences_of(figures(**values), "KRW"))

    advice = ("Few who see it claim it", "Most are not used yet")
    assert [text for text in advice if text in sentences] == ([word] if word else [])


@pytest.mark.parametrize(("sales", "is_expensive"), [(8999, True), (9000, False)])
def test_a_discount_that_brings_little_is_called_expensive(sales, is_expensive):
    used = figures(used=1, sales=Decimal(sales), store_discount=Decimal(3000))

    assert any("expensive" in sentence for sentence in sentences_of(used, "KRW")) == is_expensive


@pytest.mark.parametrize(
    ("values", "percents"),
    [
        ({"views": 4, "claimed": 1, "used": 1}, (25, 100)),
        ({"views": 0, "claimed": 3, "used": 0}, (None, 0)),
        ({"views": 2, "claimed": 3, "used": 4}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_a_share_is_none_where_it_says_nothing(values, percents):
    of = figures(**values)

    assert (of.claimed_percent, of.used_percent) == percents
