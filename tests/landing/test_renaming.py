"""A page gets another title and address; its former one leads there, and nothing under way is lost."""

import pytest
from django.urls import reverse

from landing.models import FormerSlug
from orders.models import Order
from tests.checkout.test_checkout import filled
from tests.landing.test_order import SEOUL
from tests.page_factories import draft_page, published_page
from tests.shipping.world import ships


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles], title="Tea")


def url(page, name="rename"):
    return reverse(f"landing:{name}", args=[page.store.slug, page.slug])


def renamed(client, page, bea, slug, title="Tea of spring"):
    client.force_login(bea)
    return client.post(url(page), {"title": title, "slug": slug})


def test_the_former_address_leads_to_the_new_one(client, page, bea):
    answer = renamed(client, page, bea, " Spring Tea! ")
    assert answer.url == f"/shop/stores/{page.store.slug}/pages/spring-tea/edit/"
    client.logout()

    answer = client.get("/p/tea/?utm_source=x")

    assert (answer.status_code, answer.url) == (301, "/p/spring-tea/?utm_source=x")
    assert "no-cache" in answer["Cache-Control"]
    assert client.get("/p/tea/choices/").url == "/p/spring-tea/choices/"
    assert client.get("/p/tea/order/").url == "/p/spring-tea/order/"
    assert "<title>Tea of spring" in client.get("/p/spring-tea/").text


def test_a_page_gets_its_former_address_back(client, page, bea):
    renamed(client, page, bea, "spring-tea")
    page.refresh_from_db()
    renamed(client, page, bea, "tea")

    assert client.get("/p/tea/").status_code == 200
    assert client.get("/p/spring-tea/").url == "/p/tea/"
    assert [row.verb for row in page.history.all()][-2:] == ["rename", "rename"]


def test_an_order_that_was_being_filled_in_is_placed(client, page, bea):
    choice = {"choice": f"v{page.variants.get().pk}", "quantity": "1"}
    seen = client.get("/p/tea/order/", choice)
    seen = client.post("/p/tea/order/", filled(seen, **choice, **SEOUL, switch_to="shipping"))
    renamed(type(client)(), page, bea, "spring-tea")

    assert client.post("/p/tea/order/", filled(seen, **choice, **SEOUL)).status_code == 302
    assert Order.objects.get().total == 12000


def test_an_open_editor_still_saves(client, page, bea):
    client.force_login(bea)
    section = page.draft["sections"][0]["id"]
    save_url = reverse("landing:section", args=[page.store.slug, page.slug, section])
    renamed(client, page, bea, "spring-tea")

    client.post(save_url, {"seen": 1, "headline": "Typed before", "picked": ""})

    page.refresh_from_db()
    assert page.draft["sections"][0]["values"]["headline"] == "Typed before"


@pytest.mark.parametrize(
    ("slug", "status"), [("other", 409), ("", 422), ("!!!", 422), ("x" * 200, 422), ("tea", 422)]
)
def test_an_unfit_address_is_refused_with_a_sentence(client, page, bea, slug, status):
    published_page(page.store, title="Other")

    answer = renamed(client, page, bea, slug, title="Tea")

    page.refresh_from_db()
    assert (answer.status_code, page.slug) == (status, "tea")
    assert "invalid-feedback" in answer.text or "alert" in answer.text


def test_a_former_address_is_given_to_no_other_page(client, page, bea):
    renamed(client, page, bea, "spring-tea")

    assert draft_page(page.store, title="Tea").slug.startswith("tea-")
    assert renamed(client, draft_page(page.store), bea, "tea").status_code == 409
    assert FormerSlug.objects.get().page == page


def test_a_hidden_page_is_not_found_by_its_former_address(client, page, bea):
    renamed(client, page, bea, "spring-tea")
    draft = draft_page(page.store, title="Secret")
    renamed(client, draft, bea, "top-secret")

    assert client.get("/p/secret/").status_code == 404
