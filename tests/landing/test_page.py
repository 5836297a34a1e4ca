"""What visitors see of a page: two queries, prices and stock as they are now."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.features import home_page
from core.lifecycle import move
from landing.choices import offers_of
from landing.models import Review
from landing.pages import published
from landing.sections import Text
from landing.seo import description_of
from stores.menu.edit import change_product
from stores.services import add_stock
from tests.factories import ProductFactory, StoreFactory, place
from tests.page_factories import draft_page, published_page, set_of
from tests.shipping.world import PRICES, ships, weighs

HTMX = {"HX-Request": "true"}


def url(page, name="page"):
    return reverse(f"landing:{name}", args=[page.slug])


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles], title="Tea from Boseong")


def test_it_shows_content_price_and_stock(client, page):
    text = client.get(url(page)).text

    assert "First flush, <em>hand picked</em>." in text
    assert "₩9,000" in text
    assert "5 left" in text
    assert "How long is it fresh?" in text
    assert "김베아" in text  # who sells, before any payment
    assert "within 7 days" in text


def test_what_visitors_may_not_see_is_not_there(client, store, page):
    assert client.get(url(draft_page(store))).status_code == 404
    assert client.get("/p/nowhere/").status_code == 404

    move(page, "pause", by=store.owner)

    assert {client.get(url(page, name)).status_code for name in ("page", "choices", "order")} == {
        404
    }


def test_cached_it_needs_two_queries_whatever_it_sells(client, store, page, noodles):
    set_of(page, Decimal(17000), {noodles: 2})
    for _more in range(4):
        page.variants.create(product=ProductFactory(store=store, stock=3), position=1)
    client.get(url(page))

    with CaptureQueriesContext(connection) as asked:
        client.get(url(page))

    assert len(asked) == 2


def test_a_change_of_price_or_stock_is_seen_at_once(client, page, noodles):
    client.get(url(page))

    noodles.price = Decimal(8500)
    change_product(noodles, ["price"])
    add_stock(noodles, 2)

    box = client.get(url(page)).text.split('id="order"')[1].split("</form>")[0]
    assert "₩8,500" in box
    assert "7 left" in box
    assert "₩9,000" not in box


def test_the_choices_alone_hold_what_the_visitor_chose(client, page, noodles):
    bundle = set_of(page, Decimal(17000), {noodles: 2})

    data = {"choice": f"s{bundle.pk}", "quantity": "2"}
    text = client.get(url(page, "choices"), data, headers=HTMX).text

    assert re.search(rf'value="s{bundle.pk}" checked', text)
    assert 'name="quantity" value="2"' in text
    assert "2 left" in text  # five pieces are two sets
    assert "<html" not in text
    assert client.get(url(page, "choices")).url == url(page)  # they are no page


@pytest.mark.parametrize(
    "data", [{"choice": "x", "quantity": "-1"}, {"choice": "v" + "9" * 40, "quantity": "٣"}]
)
def test_nonsense_counts_as_nothing_chosen(client, page, data):
    assert client.get(url(page, "choices"), data, headers=HTMX).status_code == 200
    assert client.get(url(page, "order"), data).status_code in (200, 302)


def test_sold_out_is_said_and_nothing_can_be_bought(client, page, noodles):
    add_stock(noodles, -5)

    text = client.get(url(page)).text

    assert "Sold out" in text
    assert "Buy now" not in text
    assert "Tell me when it is back" in text
    assert f'name="page" value="{url(page)}"' in text


def test_the_first_screen_names_what_sending_costs(client, store, page, noodles):
    weighs(noodles, 500)

    box = client.get(url(page)).text.split('id="order"')[1].split("</form>")[0]

    assert "plus sending from ₩3,000, by weight and destination" in box


def test_the_bar_of_phones_names_the_least_price_and_what_sending_costs(
    client, store, page, noodles
):
    weighs(noodles, 500)

    bar = client.get(url(page)).text.split("buy-bar")[1].split("</p>")[0]

    assert "₩9,000" in bar
    assert "plus sending from ₩3,000" in bar


def test_a_cost_that_cannot_be_avoided_is_named_as_it_is(client, bea):
    fixed = {"Everywhere": (["KR"], [], 3000, 3000)}
    page = published_page(ships(StoreFactory(owner=bea), **fixed))

    assert "plus ₩3,000 for sending" in client.get(url(page)).text
    assert "Abroad" in PRICES


def test_a_table_of_costs_that_is_too_wide_is_scrolled_by_keyboard(client, store, page, noodles):
    weighs(noodles, 500)

    table = client.get(url(page)).text.split('<div class="table-scroll"')[1].split(">")[0]

    assert table == ' role="group" tabindex="0" aria-labelledby="sending-title"'


def test_search_engines_read_what_visitors_see(client, page, noodles, settings):
    settings.SITE_URL = "https://tea.example"
    text = client.get(url(page)).text

    product = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    assert product["name"] == "Tea from Boseong"
    assert product["offers"][0]["price"] == "9000"
    assert product["offers"][0]["priceCurrency"] == "KRW"
    assert product["offers"][0]["availability"] == "https://schema.org/InStock"
    assert "aggregateRating" not in product
    assert f'<link rel="canonical" href="https://tea.example{url(page)}">' in text
    assert '<meta property="og:title" content="Tea from Boseong">' in text
    assert "noindex" not in text


def test_no_text_of_a_seller_ends_the_block_of_data(client, store):
    page = published_page(store, title="</script><script>alert(1)</script>")

    text = client.get(url(page)).text

    assert "<script>alert(1)" not in text
    assert "\\u003c/script\\u003e" in text


def test_reviews_are_counted(client, ann, store, page, noodles):
    order = place(ann, noodles)
    Review.objects.create(
        line=order.lines.get(),
        store=store,
        product=noodles,
        rating=4,
        author="A**",
        at=order.placed_at,
    )

    text = client.get(url(page)).text

    assert '"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.0' in text
    assert "<strong>4.0</strong>" in text


def test_a_reply_is_shown_by_the_name_that_the_store_has_now(client, ann, store, page, noodles):
    line = place(ann, noodles).lines.get()
    values = {"store": store, "product": noodles, "rating": 4, "author": "A**", "reply": "Thanks"}
    Review.objects.create(line=line, at=line.order.placed_at, **values)
    client.get(url(page))

    store.name = "Boseong Tea House"
    store.save(update_fields=["name"])

    assert "<strong>Boseong Tea House</strong> Thanks" in client.get(url(page)).text


def test_a_product_deleted_between_the_two_queries_is_left_out(store, page, noodles):
    version = published(page.slug, timezone.now())
    page.variants.all().delete()
    noodles.delete()

    assert offers_of(version, timezone.now()).choices == []


def test_descriptions_have_no_markdown():
    text = "Our [*first* flush](https://example.com/) & more\n\n- **hand picked**"

    assert description_of([Text(text=text)]) == "Our first flush & more hand picked"


def test_the_sitemap_lists_what_is_published(client, store, page):
    hidden = draft_page(store)

    entries = client.get("/sitemap.xml")
    robots = client.get("/robots.txt").text

    assert entries["Content-Type"] == "application/xml"
    assert url(page) in entries.text
    assert url(hidden) not in entries.text
    assert f"/{store.slug}/" in entries.text
    assert "Disallow: /checkout/" in robots
    assert "/sitemap.xml" in robots


def test_a_site_can_be_just_this_page(page):
    assert home_page(f"page:{page.slug}", ["products"]) == (
        "landing.views.public.PageView",
        {"page": page.slug},
    )
