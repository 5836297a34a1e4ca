"""The owner's pages are accessible only to the owner of the store."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.factories import UserFactory

STORE_PAGES = ["edit", "archive", "hours", "menu", "section-add"]
POSTS = ["switch", "restore"]


def addresses(store, product, group):
    option = group.options.first()
    parts = {"section": product.section, "product": product, "group": group, "option": option}
    yield from (reverse(f"stores:{name}", args=[store.slug]) for name in STORE_PAGES)
    for kind, part in parts.items():
        yield reverse(f"stores:{kind}", args=[store.slug, part.pk])
        yield reverse("stores:delete", args=[store.slug, kind, part.pk])
    yield reverse("stores:product-add", args=[store.slug, product.section.pk])
    yield reverse("stores:group-add", args=[store.slug, product.pk])
    yield reverse("stores:option-add", args=[store.slug, group.pk])


def posts(store, product, group):
    yield from (reverse(f"stores:{name}", args=[store.slug]) for name in POSTS)
    yield reverse("stores:move", args=[store.slug, "product", product.pk])
    yield reverse("stores:part-switch", args=[store.slug, "product", product.pk])
    yield reverse("stores:stock", args=[store.slug, product.pk])
    yield reverse("stores:starter", args=[store.slug, product.pk])


def test_owner_pages_show(owner, store, noodles, size):
    statuses = {url: owner.get(url).status_code for url in addresses(store, noodles, size)}

    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("name", ["mine", "add", "archived"])
def test_owner_pages_without_a_store_show(owner, name):
    assert owner.get(reverse(f"stores:{name}")).status_code == 200


def test_owner_pages_are_404_for_another_owner(client, store, noodles, size):
    client.force_login(UserFactory(role=Role.OWNER))

    got = {client.get(url).status_code for url in addresses(store, noodles, size)}
    sent = {client.post(url).status_code for url in posts(store, noodles, size)}

    assert (got, sent) == ({404}, {404})


def test_owner_pages_are_403_for_a_customer(client, ann, store, noodles, size):
    client.force_login(ann)

    got = {client.get(url).status_code for url in addresses(store, noodles, size)}
    sent = {client.post(url).status_code for url in posts(store, noodles, size)}

    assert (got, sent) == ({403}, {403})


def test_owner_pages_send_a_visitor_to_sign_in(client, store, noodles, size):
    for url in addresses(store, noodles, size):
        response = client.get(url)

        assert response["Location"].startswith(reverse("account_login"))


def test_a_part_of_another_store_is_404(owner, bea, store, noodles, size):
    from tests.factories import ProductFactory

    other = ProductFactory()

    response = owner.get(reverse("stores:product", args=[store.slug, other.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("kind", ["nonsense", "store", "%00"])
def test_an_unknown_kind_of_part_is_404_or_400(owner, store, noodles, kind):
    response = owner.post(f"/shop/stores/{store.slug}/{kind}/{noodles.pk}/move/", {"to": "up"})

    assert response.status_code in (400, 404)


def test_a_huge_number_in_the_url_is_404(owner, store):
    assert owner.get(f"/shop/stores/{store.slug}/product/{10**30}/").status_code == 404
