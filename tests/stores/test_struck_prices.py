"""A struck price was the lowest that was really asked in the 30 days before the reduction."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from stores.menu.edit import append, change_product
from stores.models import Product
from stores.prices import struck_price, struck_prices

NOW = timezone.now()


def days_ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def priced(bea, store):
    """`priced((90, 9000), (3, 7000))`: a product with these prices since so many days ago."""
    section = store.sections.create(name="Menu")

    def made(*prices):
        first, *others = prices
        product = Product(section=section, name="Mug", price=Decimal(first[1]))
        append(product, by=bea, now=days_ago(first[0]))
        for days, price in others:
            product.price = Decimal(price)
            change_product(product, ["price"], by=bea, now=days_ago(days))
        return product

    return made


@pytest.mark.parametrize(
    ("prices", "struck"),
    [
        ([(90, 9000), (3, 7000)], 9000),
        ([(90, 9000)], None),  # never lowered
        ([(90, 7000), (3, 9000)], None),  # raised
        ([(90, 7000), (5, 9000), (3, 8000)], None),  # raised just before: 7000 was asked meanwhile
        ([(90, 7000), (5, 9000), (3, 6000)], 7000),
        ([(90, 9000), (40, 7000)], None),  # too long ago
        ([(90, 9000), (12, 8000), (3, 7000)], 8000),  # the lowest, not the highest
        ([(90, 6000), (34, 9000), (3, 7000)], 9000),  # 6000 was over before the 30 days
        ([(90, 6000), (32, 9000), (3, 7000)], None),  # 6000 was asked in the first of the 30 days
        ([(90, 9000), (6, 5000), (3, 7000)], None),  # raised again
        ([(20, 9000), (3, 7000)], None),  # not on sale for 30 days before
    ],
)
def test_only_a_price_that_was_really_asked_is_struck(priced, prices, struck):
    assert struck_price(priced(*prices), NOW) == struck


def test_many_products_are_one_query(priced, django_assert_num_queries):
    lowered, plain = priced((90, 9000), (3, 7000)), priced((90, 9000))

    with django_assert_num_queries(1):
        found = struck_prices([lowered.pk, plain.pk], NOW)

    assert found == {lowered.pk: Decimal(9000)}


def test_who_changed_the_price_is_stored(bea, priced):
    row = priced((90, 9000), (3, 7000)).pricechanges.first()

    assert (row.former, row.price, row.actor, row.at) == (9000, 7000, bea, days_ago(3))


def test_the_owners_form_stores_who(owner, bea, noodles, to, sent):
    owner.post(to("product", noodles.pk), sent | {"price": "8000"})

    row = noodles.pricechanges.first()
    assert (row.former, row.price, row.actor) == (9000, 8000, bea)
