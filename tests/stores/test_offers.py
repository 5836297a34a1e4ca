import pytest

from stores.forms.store import StoreForm
from stores.models import Store


@pytest.mark.parametrize(("ships", "is_valid"), [(True, True), (False, False)])
def test_a_store_that_sends_parcels_needs_neither_delivery_nor_pickup(store, ships, is_valid):
    store.offers_shipping = ships
    data = {f: getattr(store, f) for f in StoreForm.Meta.fields if f != "photo"}
    data = {**data, "category": store.category_id, "offers_delivery": "", "offers_pickup": ""}
    data = {name: value for name, value in data.items() if value is not None}

    form = StoreForm(data, instance=Store.objects.get(pk=store.pk))
    form.instance.offers_shipping = ships

    assert form.is_valid() == is_valid, form.errors
