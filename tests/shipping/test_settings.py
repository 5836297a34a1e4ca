"""A store's settings: whether it sends, its zones, its prices and the weights of its products."""

import re

import pytest
from django.urls import reverse

from shipping.costs import cost_for
from shipping.models import ProductWeight, Rate, WeightStep, Zone
from stores.access import MemberRole
from stores.models import Store
from tests.factories import MemberFactory, ProductFactory, StoreFactory
from tests.shipping.world import ships


@pytest.fixture
def plain(request):
    """Bea's store before it sends anything."""
    store = request.getfixturevalue("noodles").section.store
    Zone.objects.all().delete()
    WeightStep.objects.all().delete()
    Store.objects.filter(pk=store.pk).update(offers_shipping=False)
    store.refresh_from_db()
    return store


@pytest.fixture
def seller(client, store):
    client.force_login(store.owner)
    return client


def url(store, name="settings", *args):
    return reverse(f"shipping:{name}", args=[store.slug, *args])


def shown(response):
    return response.content.decode()


def fields(page):
    """The values of the page's table."""
    found = re.findall(r'<input type="\w+" name="((?:grams|price)-[\d-]+)"([^>]*)>', shown(page))
    values = {name: re.search(r'value="([^"]*)"', rest) for name, rest in found}
    seen = re.search(r'name="seen" value="(\d+)"', shown(page))[1]
    return {name: value[1] if value else "" for name, value in values.items()} | {"seen": seen}


def test_the_template_has_the_zones_of_korea(seller, plain):
    seller.post(url(plain, "template"))

    assert list(plain.zones.values_list("name", flat=True)) == [
        *("Korea", "Jeju", "Islands", "Abroad")
    ]
    assert cost_for(plain, 1, "KR", "03172").price == 3000
    assert cost_for(plain, 1, "KR", "63500").zone.name == "Jeju"
    assert cost_for(plain, 1, "KR", "40200").zone.name == "Islands"
    assert cost_for(plain, 1, "JP", "100-0001").zone.name == "Abroad"


def test_the_page_of_zones_names_where_nothing_is_sent(seller, store):
    assert "Nothing can be sent to" not in shown(seller.get(url(store)))

    Zone.objects.filter(name="Abroad").delete()

    assert "Nothing can be sent to: all other countries." in shown(seller.get(url(store)))


def test_the_template_never_replaces_zones(seller, store):
    seller.post(url(store, "template"))

    assert store.zones.count() == 3


def test_a_store_without_prices_cannot_offer_parcels(seller, plain):
    answer = seller.post(url(plain, "switch"), {"is_on": "yes"}, follow=True)

    assert "at least one price" in shown(answer)
    assert not Store.objects.get(pk=plain.pk).offers_shipping


def test_parcels_are_switched_on_and_off(seller, store):
    for word, is_on in (("no", False), ("yes", True)):
        seller.post(url(store, "switch"), {"is_on": word})
        assert Store.objects.get(pk=store.pk).offers_shipping == is_on


def test_the_last_offer_stays(seller, store):
    Store.objects.filter(pk=store.pk).update(offers_delivery=False, offers_pickup=False)

    answer = seller.post(url(store, "switch"), {"is_on": "no"}, follow=True)

    assert "all that this store offers" in shown(answer)
    assert Store.objects.get(pk=store.pk).offers_shipping


def test_prices_are_changed_in_their_table(seller, store):
    typed = fields(seller.get(url(store)))
    korea = store.zones.get(name="Korea").pk

    seller.post(url(store), {**typed, f"price-0-{korea}": "₩3,500", "grams-2": "9000"})

    assert cost_for(store, 1, "KR", "03172").price == 3500
    assert list(store.weight_steps.values_list("grams", flat=True)) == [1000, 5000, 9000]


def test_an_emptied_price_is_not_sent_and_an_emptied_weight_is_gone(seller, store):
    typed = fields(seller.get(url(store)))
    korea = store.zones.get(name="Korea").pk
    cleared = {name: "" for name in typed if name.startswith(("grams-1", "price-1"))}

    seller.post(url(store), {**typed, **cleared, f"price-0-{korea}": ""})

    assert Rate.objects.count() == 2
    assert store.weight_steps.get().grams == 1000


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grams-0": "5000"}, "there already"),
        ({"grams-0": ""}, "Up to which weight"),
        ({"grams-0": "0"}, "greater than or equal"),
        ({"grams-0": "999999999999"}, "less than or equal"),
        ({"grams-0": "x" * 5000}, "whole number"),
        ({"price": "-1"}, "less than zero"),
        ({"price": "1.5"}, "no smaller coins"),
        ({"price": "x" * 5000}, "Write an amount"),
    ],
)
def test_a_bad_table_is_refused_and_nothing_is_lost(seller, store, changes, error):
    typed = fields(seller.get(url(store)))
    korea = store.zones.get(name="Korea").pk
    if "price" in changes:
        changes = {f"price-0-{korea}": changes["price"]}

    answer = seller.post(url(store), {**typed, "grams-2": "7777", **changes})

    assert answer.status_code == 422
    assert error in shown(answer)
    assert 'value="7777"' in shown(answer)
    assert cost_for(store, 1, "KR", "03172").price == 3000


def test_of_two_editors_the_second_is_told_and_loses_nothing(seller, store):
    typed = fields(seller.get(url(store)))
    korea = store.zones.get(name="Korea").pk
    seller.post(url(store), {**typed, f"price-0-{korea}": "1000"})

    answer = seller.post(url(store), {**typed, f"price-0-{korea}": "2000"})

    assert answer.status_code == 409
    assert "Somebody else changed" in shown(answer)
    assert 'value="2000"' in shown(answer)
    assert cost_for(store, 1, "KR", "03172").price == 1000


def zone_data(seller, store, **changes):
    seen = re.search(r'name="seen" value="(\d+)"', shown(seller.get(url(store, "zone-add"))))[1]
    return {"name": "Asia", "countries": ["JP", "PH"], "seen": seen, **changes}


def test_a_zone_lists_its_own_countries_first(seller, store):
    seller.post(url(store, "zone-add"), zone_data(seller, store))
    zone = store.zones.get(name="Asia")

    body = shown(seller.get(url(store, "zone", zone.pk)))

    codes = re.findall(r'<option value="([A-Z]{2})"', body)
    assert sorted(codes[:2]) == sorted(zone.countries)


def test_a_zone_is_added_changed_and_deleted(seller, store):
    seller.post(url(store, "zone-add"), zone_data(seller, store, free_from="100,000"))
    zone = store.zones.get(name="Asia")
    assert (zone.countries, zone.free_from) == (["JP", "PH"], 100_000)

    page = url(store, "zone", zone.pk)
    seller.post(page, zone_data(seller, store, postcodes="1000–1999, BT"))
    assert store.zones.get(name="Asia").postcodes == ["1000-1999", "BT"]

    assert "Delete “Asia”?" in shown(seller.get(url(store, "zone-delete", zone.pk)))
    seller.post(url(store, "zone-delete", zone.pk))
    assert not store.zones.filter(name="Asia").exists()


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"name": ""}, 422, "required"),
        ({"name": "korea"}, 409, "has this name"),
        ({"countries": []}, 422, "Choose countries"),
        ({"countries": ["XX"]}, 422, "Select a valid choice"),
        ({"everywhere": "on"}, 409, "all other countries already"),
        ({"everywhere": "on", "postcodes": "1"}, 422, "Postcodes belong to countries"),
        ({"postcodes": "9-1"}, 422, "neither a postcode nor a range"),
        ({"postcodes": "1" * 10_001}, 422, "at most 10000 characters"),
        ({"free_from": "-5"}, 422, "less than zero"),
        ({"seen": "0"}, 409, "Somebody else changed"),
        ({"seen": "x"}, 409, "Somebody else changed"),
    ],
)
def test_a_bad_zone_is_refused_with_a_sentence(seller, store, changes, status, error):
    seller.post(url(store, "zone-add"), zone_data(seller, store, name="First"))

    answer = seller.post(url(store, "zone-add"), zone_data(seller, store, **changes))

    assert answer.status_code == status
    assert error in shown(answer).replace("&quot;", '"')


def test_weights_are_set_and_cleared(seller, store):
    tea, cup = ProductFactory(store=store, name="Tea"), ProductFactory(store=store, name="Cup")
    ProductWeight.objects.create(product=cup, grams=300)

    seller.post(url(store, "weights"), {f"grams-{tea.pk}": "120", f"grams-{cup.pk}": ""})

    assert list(ProductWeight.objects.values_list("product", "grams")) == [(tea.pk, 120)]


@pytest.mark.parametrize("grams", ["0", "-1", "100001", "heavy"])
def test_a_bad_weight_is_refused_and_nothing_is_lost(seller, store, grams):
    tea = ProductFactory(store=store, name="Tea")

    answer = seller.post(url(store, "weights"), {f"grams-{tea.pk}": grams})

    assert answer.status_code == 422
    assert f'value="{grams}"' in shown(answer)


def test_only_who_edits_the_store_sees_its_settings(client, store, dan):
    staff = MemberFactory(store=store, role=MemberRole.STAFF).user
    manager = MemberFactory(store=store, role=MemberRole.MANAGER).user

    for user, status in ((dan, 403), (staff, 403), (manager, 200)):
        client.force_login(user)
        assert client.get(url(store)).status_code == status
        assert client.get(url(store, "weights")).status_code == status


def test_another_stores_zone_is_not_found(seller, store):
    other = ships(StoreFactory())

    assert seller.get(url(store, "zone", other.zones.first().pk)).status_code == 404
