"""What a page sells: products as its variants, and sets that never cost more than their parts."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from landing.editing import EditRefused
from landing.models import ProductSet
from landing.offers import save_set
from stores.models import Store
from tests.factories import ProductFactory
from tests.page_factories import draft_page, set_of


@pytest.fixture
def page(store, noodles):
    return draft_page(store, [noodles])


@pytest.fixture(autouse=True)
def signed_in(client, bea):
    client.force_login(bea)


def url(page, name, *args):
    return reverse(f"landing:{name}", args=[page.store.slug, page.slug, *args])


def test_variants_are_added_labelled_moved_and_removed(client, page, store):
    other = ProductFactory(store=store, name="비빔냉면")
    client.post(url(page, "offers"), {"product": other.pk, "label": "Spicy"})
    first, second = page.variants.all()

    client.post(url(page, "variant", second.pk), {"do": "up"})
    assert [str(each) for each in page.variants.all()] == ["Spicy", "물냉면"]
    client.post(url(page, "variant", first.pk), {"do": "label", "label": "Clear"})
    assert [str(each) for each in page.variants.all()] == ["Spicy", "Clear"]
    client.post(url(page, "variant", second.pk), {"do": "remove"})
    assert [str(each) for each in page.variants.all()] == ["Clear"]
    assert client.post(url(page, "variant", first.pk), {"do": "explode"}).status_code == 404


def test_a_product_is_sold_once_and_only_by_its_store(client, page, noodles):
    for product in (noodles, ProductFactory()):
        response = client.post(url(page, "offers"), {"product": product.pk, "label": ""})

        assert response.status_code == 422
    assert page.variants.count() == 1


def test_a_set_costs_at_most_its_parts(client, page, noodles):
    data = {"name": "Two", "price": "18,001", f"pieces_{noodles.pk}": 2}

    response = client.post(url(page, "add-set"), data)
    assert response.status_code == 422
    assert "Its parts cost ₩18,000 by themselves" in response.content.decode()

    client.post(url(page, "add-set"), {**data, "price": "18,000"})
    bundle = page.sets.get()
    assert (bundle.price, bundle.items.get().pieces) == (18000, 2)


def test_a_set_is_changed_and_removed(client, page, noodles):
    bundle = set_of(page, Decimal(17000), {noodles: 2})
    data = {"name": "Three", "price": 20000, f"pieces_{noodles.pk}": 3}

    client.post(url(page, "set", bundle.pk), data)
    bundle.refresh_from_db()
    assert (bundle.name, bundle.price, bundle.items.get().pieces) == ("Three", 20000, 3)
    assert "Three" in client.get(url(page, "remove-set", bundle.pk)).content.decode()
    client.post(url(page, "remove-set", bundle.pk))
    assert not page.sets.exists()


@pytest.mark.parametrize("pieces", [0, 1, -1, 100, "x"])
def test_sets_of_a_wrong_number_of_pieces_are_refused(client, page, noodles, pieces):
    data = {"name": "Set", "price": 1, f"pieces_{noodles.pk}": pieces}

    assert client.post(url(page, "add-set"), data).status_code == 422


@pytest.mark.parametrize("price", ["-1", "0", "", "1,5", "9" * 30, "NaN"])
def test_wrong_prices_of_sets_are_refused(client, page, noodles, price):
    data = {"name": "Set", "price": price, f"pieces_{noodles.pk}": 2}

    assert client.post(url(page, "add-set"), data).status_code == 422


@pytest.mark.parametrize(("currency", "least"), [("KRW", "₩1."), ("USD", "$0.01.")])
def test_a_set_is_not_free(page, noodles, bea, currency, least):
    Store.objects.filter(pk=page.store_id).update(currency=currency)

    with pytest.raises(EditRefused, match=re.escape(least)):
        save_set(ProductSet(page=page), "Set", Decimal(0), {noodles: 2}, by=bea)


def test_a_set_is_not_saved_over_the_sum(page, noodles, bea):
    with pytest.raises(EditRefused):
        save_set(ProductSet(page=page), "Set", Decimal(18001), {noodles: 2}, by=bea)


def test_a_deleted_product_ends_its_variant_and_stops_its_set(client, page, noodles):
    bundle = set_of(page, Decimal(17000), {noodles: 2})
    noodles.delete()

    assert not page.variants.exists()
    assert bundle.items.get().product is None
    assert "A product of it was deleted" in client.get(url(page, "offers")).content.decode()
