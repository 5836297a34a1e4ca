import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from stores.models import Category, MenuSection, OptionGroup, Product, Store
from tests.factories import CategoryFactory, ProductFactory


@pytest.fixture
def operator(client, db):
    client.force_login(User.objects.create_superuser("op@example.com", name="Op"))
    return client


def fields_of(operator, row):
    """The data of a row's form, unchanged."""
    model = row._meta.model_name
    context = operator.get(reverse(f"admin:stores_{model}_change", args=[row.pk])).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in values.items() if value or str(value) == "0"}


@pytest.mark.parametrize("model", [Category, Store, MenuSection, Product, OptionGroup])
def test_lists_and_rows_show(operator, noodles, size, model):
    name = model._meta.model_name

    listed = operator.get(reverse(f"admin:stores_{name}_changelist"), {"q": "e"})
    row = operator.get(reverse(f"admin:stores_{name}_change", args=[model.objects.first().pk]))

    assert (listed.status_code, row.status_code) == (200, 200)


def test_a_store_is_added_under_its_own_slug(operator, bea):
    url = reverse("admin:stores_store_add")
    sent = {
        "owner": bea.pk,
        "category": CategoryFactory().pk,
        "name": "평양면옥",
        "line": "서울 중구 장충단로 207",
        "currency": "KRW",
        "minimum_order": 0,
        "delivery_fee": 0,
        "offers_pickup": "on",
        "hours-TOTAL_FORMS": 0,
        "hours-INITIAL_FORMS": 0,
        "sections-TOTAL_FORMS": 0,
        "sections-INITIAL_FORMS": 0,
    }

    operator.post(url, sent)

    store = Store.objects.get()
    assert (store.slug, store.owner) == ("평양면옥", bea)


def test_a_photo_in_the_admin_is_checked(operator, noodles):
    url = reverse("admin:stores_product_change", args=[noodles.pk])
    pdf = SimpleUploadedFile("menu.jpg", b"%PDF-1.7")

    response = operator.post(url, fields_of(operator, noodles) | {"photo": pdf})

    assert "photo" in response.context["adminform"].form.errors


def test_changing_a_product_saves_only_changed_fields(operator, noodles):
    url = reverse("admin:stores_product_change", args=[noodles.pk])
    sent = fields_of(operator, noodles) | {"name": "평양냉면"}
    Product.objects.update(stock=2)

    response = operator.post(url, sent)

    noodles.refresh_from_db()
    assert (response.status_code, noodles.name, noodles.stock) == (302, "평양냉면", 2)


@pytest.mark.parametrize(("price", "errors"), [("₩5,000", []), ("$5", ["price"])])
def test_an_operator_types_a_price_as_the_site_formats_it(operator, noodles, price, errors):
    url = reverse("admin:stores_product_change", args=[noodles.pk])

    response = operator.post(url, fields_of(operator, noodles) | {"price": price})

    noodles.refresh_from_db()
    assert noodles.price == (9000 if errors else 5000)
    assert list(response.context["adminform"].form.errors if errors else []) == errors


def test_the_admin_formats_a_price_in_its_currency(operator, noodles):
    assert str(fields_of(operator, noodles)["price"]) == "9000"


def test_amounts_in_the_admin_are_text_inputs(operator, noodles, size):
    for row in (noodles.store, noodles.section, noodles, size):
        url = reverse(f"admin:stores_{row._meta.model_name}_change", args=[row.pk])
        page = operator.get(url).text
        inputs = re.findall(r"<input[^>]*(?:price|minimum_order|delivery_fee)[^>]*>", page)
        assert inputs
        assert [tag for tag in inputs if 'type="number"' in tag] == []


def test_a_store_is_archived_and_restored_but_not_deleted(operator, store):
    url = reverse("admin:stores_store_changelist")

    operator.post(url, {"action": "archive", "_selected_action": [store.pk]})
    store.refresh_from_db()
    assert store.archived_at is not None

    operator.post(url, {"action": "restore", "_selected_action": [store.pk]})
    store.refresh_from_db()
    assert store.archived_at is None
    delete = reverse("admin:stores_store_delete", args=[store.pk])
    assert operator.post(delete, {"post": "yes"}).status_code == 403


def test_deleting_a_product_in_the_admin_closes_the_gap(operator, store, noodles):
    other = ProductFactory(section=noodles.section, store=store, position=1)
    url = reverse("admin:stores_product_delete", args=[noodles.pk])

    operator.post(url, {"post": "yes"})

    other.refresh_from_db()
    assert other.position == 0
