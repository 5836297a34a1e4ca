"""At the checkout: coupons for which too little is left of their campaign's budget."""

from decimal import Decimal

import pytest

from coupons.models import Campaign
from orders.models import Order
from tests.coupons.test_checkout import chosen, coupon_of, filled, shopper, total, url

__all__ = ["shopper", "url"]  # fixtures


def spend(coupon, left):
    """Others used all of the budget but this."""
    budget = Decimal(100_000)
    Campaign.objects.filter(pk=coupon.campaign_id).update(budget=budget, committed=budget - left)


@pytest.mark.parametrize(("left", "is_proposed"), [(3000, True), (2999, False)])
def test_a_coupon_is_proposed_while_its_budget_is_enough(
    shopper, eve, store, url, left, is_proposed
):
    coupon = coupon_of(eve, store)
    spend(coupon, left)

    page = shopper.get(url)

    assert (chosen(page).get("order") == coupon.code) == is_proposed
    assert ("has come to its end" in page.text) != is_proposed


def test_one_whose_budget_is_spent_meanwhile_takes_nothing_off(shopper, eve, store, url):
    coupon = coupon_of(eve, store)
    data = filled(shopper.get(url))
    spend(coupon, 0)

    answer = shopper.post(url, data)

    assert answer.status_code == 409
    assert total(answer) == "₩21,000"
    assert "“3,000 off” has come to its end." in answer.text
    assert not Order.objects.exists()
