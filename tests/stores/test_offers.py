import pytest

from stores.forms.store import StoreForm
from stores.models import Store
from stores.store_services import change_store
from tests.factories import ProductFactory


@pytest.mark.parametrize(("ships", "is_valid"), [(True, True), (False, False)])
def test_a_store_that_sends_parcels_needs_neither_delivery_nor_pickup(store, ships, is_valid):
    store.offers_shipping = ships
    data = {f: getattr(store, f) for f in StoreForm.Meta.fields if f != "photo"}
    data = {**data, "category": store.category_id, "offers_delivery": "", "offers_pickup": ""}
    data = {name: value for name, value in data.items() if value is not None}

    form = StoreForm(data, instance=Store.objects.get(pk=store.pk))
    form.instance.offers_shipping = ships

    assert form.is_valid() == is_valid, form.errors


def test_a_store_may_sell_tickets_only_but_not_with_a_menu_that_nobody_can_order(store):
    data = {
        "category": store.category_id,
        "name": store.name,
        "line": store.line,
        "currency": store.currency,
        "minimum_order": "0",
        "delivery_fee": "0",
        "offers_tickets": "on",
    }
    form = StoreForm(data, instance=Store.objects.get(pk=store.pk))
    assert form.is_valid(), form.errors
    change_store(form.save(commit=False), StoreForm.Meta.fields)
    assert not Store.objects.get(pk=store.pk).sells_goods

    ProductFactory(section__store=store)

    form = StoreForm(data, instance=Store.objects.get(pk=store.pk))
    assert "products on its menu" in str(form.errors)
