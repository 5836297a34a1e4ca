from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from stores.forms.store import StoreForm
from stores.models import OpeningHours, Store
from stores.store_services import StoreRefused, add_store, change_store
from tests.factories import CategoryFactory, OrderFactory, StoreFactory


@pytest.fixture
def sent(db):
    """Valid data of the store form."""
    return {
        "name": "우래옥 본점",
        "category": CategoryFactory().pk,
        "description": "Cold noodles since 1946 🍜",
        "phone": "02-2265-0151",
        "line": "서울특별시 중구 창경궁로 62-29",
        "latitude": "37.5682",
        "longitude": "126.9989",
        "currency": "KRW",
        "minimum_order": "12000",
        "delivery_fee": "3000",
        "offers_delivery": "on",
    }


def test_add_store_keeps_korean_in_its_slug_and_starts_closed(owner, bea, sent):
    response = owner.post(reverse("stores:add"), sent)

    store = Store.objects.get()
    assert response["Location"] == reverse("stores:menu", args=["우래옥-본점"])
    assert (store.owner, store.slug, store.is_open) == (bea, "우래옥-본점", False)
    assert (store.minimum_order, store.offers_pickup) == (12000, False)


def test_add_store_of_the_same_name_gets_another_slug(owner, sent):
    owner.post(reverse("stores:add"), sent)
    owner.post(reverse("stores:add"), sent)

    slugs = list(Store.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[0] == "우래옥-본점"
    assert slugs[1].startswith("우래옥-본점-")


def test_a_name_without_letters_still_gets_a_slug(bea):
    store = StoreFactory.build(name="🍜🍜", category=CategoryFactory(), owner=None)

    add_store(store, owner=bea)

    assert store.slug == "store"


def test_edit_keeps_the_slug(owner, store, to, sent):
    owner.post(to("edit"), sent | {"name": "Another name"})

    store.refresh_from_db()
    assert (store.name, store.slug) == ("Another name", to("edit").split("/")[-3])


def test_amounts_are_parsed_in_the_currency_chosen_in_the_form(owner, sent):
    owner.post(
        reverse("stores:add"),
        sent | {"currency": "USD", "minimum_order": "$1,012.50", "delivery_fee": "３"},
    )

    store = Store.objects.get()
    assert (store.minimum_order, store.delivery_fee) == (Decimal("1012.50"), 3)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "required"),
        ("name", "x" * 81, "at most 80"),
        ("phone", "call me", "phone number"),
        ("category", "999999999999999999999", "valid choice"),
        ("currency", "XXX", "valid choice"),
        ("minimum_order", "-1", "less than zero"),
        ("minimum_order", "1500.50", "no smaller coins"),
        ("minimum_order", "99999999", "at most"),
        ("minimum_order", "1e999999", "Write an amount such as ₩12,500."),
        ("delivery_fee", "NaN", "Write an amount such as ₩12,500."),
        ("delivery_fee", "💸", "Write an amount such as ₩12,500."),
        ("delivery_fee", "$3,000", "The amount is in KRW"),
        ("delivery_fee", "3,00", "can be read in two ways"),
        ("latitude", "91", "less than or equal"),
        ("latitude", "Infinity", "number"),
        ("longitude", "", "both coordinates"),
        ("offers_delivery", "", "pickup, shipping or tickets"),
    ],
)
def test_add_store_shows_errors(owner, sent, field, value, says):
    response = owner.post(reverse("stores:add"), sent | {field: value})

    errors = str(response.context["form"].errors)
    assert says in errors
    assert Store.objects.count() == 0


def test_dollars_have_cents(owner, sent):
    owner.post(reverse("stores:add"), sent | {"currency": "USD", "delivery_fee": "2.50"})

    assert Store.objects.get().delivery_fee == Decimal("2.50")


def test_ten_megabytes_of_text_are_too_large(owner, sent):
    response = owner.post(reverse("stores:add"), sent | {"description": "x" * 10_000_000})

    assert response.status_code == 413


def test_a_nul_byte_is_a_400(owner, sent):
    assert owner.post(reverse("stores:add"), sent | {"name": "a\x00b"}).status_code == 400


def test_markup_in_a_name_is_shown_as_text(owner, sent):
    owner.post(reverse("stores:add"), sent | {"name": "<script>alert(1)</script>"})

    page = owner.get(reverse("stores:mine")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_currency_is_fixed_once_the_menu_has_prices(owner, store, noodles, to, sent):
    owner.post(to("edit"), sent | {"currency": "USD"})

    store.refresh_from_db()
    assert (store.name, store.currency) == ("우래옥 본점", "KRW")


@pytest.mark.parametrize(("value", "is_open"), [("yes", True), ("no", False)])
def test_switch_is_idempotent(owner, store, to, value, is_open):
    for _time in range(2):
        response = owner.post(to("switch"), {"is_open": value})

    store.refresh_from_db()
    assert (response.status_code, store.is_open) == (302, is_open)


def test_switch_answers_htmx_with_the_card(owner, store, to):
    response = owner.post(to("switch"), {"is_open": "no"}, HTTP_HX_REQUEST="true")

    page = response.content.decode()
    assert 'aria-checked="false"' in page
    assert "<html" not in page


def test_an_open_store_is_labelled_in_korean(owner, store, to):
    owner.cookies["django_language"] = "ko"

    response = owner.post(to("switch"), {"is_open": "yes"}, HTTP_HX_REQUEST="true")

    assert '<span class="open-now">영업 중</span>' in response.content.decode()


def test_a_store_outside_its_hours_is_labelled_in_korean(owner, store):
    other_day = timezone.localdate() + timedelta(days=3)
    OpeningHours.objects.create(
        store=store, weekday=other_day.weekday(), opens=time(9), closes=time(18)
    )
    owner.cookies["django_language"] = "ko"

    page = owner.get(reverse("stores:mine")).text

    assert '<span class="closed-now">영업시간 외</span>' in page


def test_switch_refuses_invalid_values(owner, to):
    assert owner.post(to("switch"), {"is_open": "maybe"}).status_code == 404


def test_an_archived_store_is_hidden_but_its_orders_stay(owner, store, to):
    order = OrderFactory(store=store, status="paid")

    owner.post(to("archive"))

    store.refresh_from_db()
    order.refresh_from_db()
    assert (store.is_open, store.takes_orders(timezone.now())) == (False, False)
    assert order.store == store
    assert owner.get(to("menu")).status_code == 404
    assert list(owner.get(reverse("stores:mine")).context["stores"]) == []
    assert store.name in owner.get(reverse("stores:archived")).content.decode()


def test_a_restored_store_is_closed(owner, store, to):
    owner.post(to("archive"))

    owner.post(to("restore"))

    store.refresh_from_db()
    assert (store.archived_at, store.is_open) == (None, False)


def test_the_list_has_a_constant_number_of_queries(
    owner, bea, store, django_assert_max_num_queries
):
    owner.get(reverse("stores:mine"))
    with django_assert_max_num_queries(8):
        owner.get(reverse("stores:mine"))
    StoreFactory.create_batch(29, owner=bea)

    with django_assert_max_num_queries(8):
        owner.get(reverse("stores:mine"))


def test_an_empty_list_links_to_adding_a_store(owner):
    assert "Add your first store" in owner.get(reverse("stores:mine")).content.decode()


def test_the_last_way_to_sell_stays_when_parcels_end_meanwhile(store):
    """Two members at once: one saw parcels offered when the form was checked, the other ends them."""
    Store.objects.filter(pk=store.pk).update(offers_shipping=True)
    stale = Store.objects.get(pk=store.pk)
    Store.objects.filter(pk=store.pk).update(offers_shipping=False)

    stale.offers_delivery = stale.offers_pickup = False
    with pytest.raises(StoreRefused, match="Offer delivery, pickup, shipping or tickets"):
        change_store(stale, StoreForm.Meta.fields)

    store.refresh_from_db()
    assert store.offers_delivery or store.offers_pickup
