import re
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from orders.carts import CartOwner, add_to_cart
from stores.hours.week import seconds_until_hours_change
from stores.menu.read import menu_rows
from stores.models import OpeningHours, Product
from stores.store_services import switch_store
from stores.topics import store_topic
from tests.factories import (
    AddressFactory,
    ListedStoreFactory,
    MenuSectionFactory,
    OptionFactory,
    OptionGroupFactory,
    ProductFactory,
    StoreFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SEOUL = ZoneInfo("Asia/Seoul")


def page(client, store):
    return client.get(store.get_absolute_url()).text


def test_store_page_shows_the_store_and_its_menu(client, store, noodles):
    html = page(client, store)

    assert "냉면집" in html
    assert "물냉면" in html
    assert "₩9,000" in html
    assert f'action="{reverse("orders:add", args=[noodles.pk])}"' in html


def test_store_page_has_a_korean_address(client):
    store = ListedStoreFactory(name="물결 냉면", slug="물결-냉면")

    assert client.get("/stores/물결-냉면/").status_code == 200
    assert "물결 냉면" in page(client, store)


def test_store_page_of_an_archived_store_is_404(client):
    gone = StoreFactory(archived_at=timezone.now())

    assert client.get(gone.get_absolute_url()).status_code == 404
    assert client.get("/stores/never-was/").status_code == 404


def test_store_page_hides_hidden_products(client, store):
    ProductFactory(store=store, name="Secret", is_hidden=True)
    ProductFactory(section=MenuSectionFactory(store=store, is_hidden=True), name="Surprise")

    assert "Secret" not in page(client, store)
    assert "Surprise" not in page(client, store)


def test_sold_out_is_shown_and_cannot_be_added(client, store):
    gone = ProductFactory(store=store, name="Gone", stock=0)
    off = ProductFactory(store=store, name="Off", is_available=False)

    html = page(client, store)

    assert html.count("Sold out") == 2
    assert reverse("orders:add", args=[gone.pk]) not in html
    assert reverse("orders:add", args=[off.pk]) not in html


def test_closed_store_says_so_and_stays_readable(client, bea):
    store = StoreFactory(owner=bea, is_open=False)
    dish = ProductFactory(store=store, name="Bulgogi")

    html = page(client, store)

    assert "Closed right now" in html
    assert "Bulgogi" in html
    assert reverse("orders:add", args=[dish.pk]) not in html


def test_store_without_owner_says_that_it_takes_no_orders(client):
    assert "Not taking orders yet" in page(client, ListedStoreFactory(owner=None))


def test_single_choice_is_a_radio_and_the_first_is_preset(client, noodles):
    group = OptionGroupFactory(product=noodles, name="Size")
    first, second = OptionFactory(group=group), OptionFactory(group=group, price_change=1000)

    html = page(client, noodles.store)

    assert f'type="radio" name="options-{group.pk}" value="{first.pk}" checked' in html
    assert f'type="radio" name="options-{group.pk}" value="{second.pk}">' in html
    assert "+₩1,000" in html
    assert "Choose 1" in html


@pytest.mark.parametrize(
    ("least", "most", "rule"),
    [(0, 1, "Optional"), (0, 3, "Optional, up to 3"), (1, 3, "Choose 1 to 3"), (2, 2, "Choose 2")],
)
def test_rule_of_a_choice_is_shown_as_text(client, noodles, least, most, rule):
    group = OptionGroupFactory(product=noodles, min_choices=least, max_choices=most)
    OptionFactory(group=group)

    assert f'<span class="choice-rule">{rule}</span>' in page(client, noodles.store)


def test_several_choices_are_checkboxes_and_the_sold_out_one_is_off(client, noodles):
    group = OptionGroupFactory(product=noodles, min_choices=0, max_choices=2)
    there = OptionFactory(group=group)
    gone = OptionFactory(group=group, is_available=False)

    html = page(client, noodles.store)

    assert f'type="checkbox" name="options" value="{there.pk}">' in html
    assert f'type="checkbox" name="options" value="{gone.pk}" disabled>' in html


def test_the_form_adds_its_choices_to_the_cart(client, ann, noodles):
    group = OptionGroupFactory(product=noodles)
    option = OptionFactory(group=group)
    client.force_login(ann)
    page(client, noodles.store)

    client.post(
        reverse("orders:add", args=[noodles.pk]),
        {"quantity": 2, f"options-{group.pk}": option.pk},
    )

    line = ann.carts.get().lines.get()
    assert (line.quantity, line.option_ids) == (2, [option.pk])


def test_hours_begin_with_today(client, store, noodles):
    today = timezone.localtime().weekday()
    OpeningHours.objects.create(store=store, weekday=today, opens=time(11), closes=time(21, 30))

    response = client.get(store.get_absolute_url())

    first, *rest = response.context["week"]
    assert [str(span)[-11:] for span in first.spans] == ["11:00–21:30"]
    assert [day.spans for day in rest] == [[]] * 6


def test_store_page_shows_the_distance(client, ann, store, noodles):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)

    assert "0.5 km" in page(client, store)


def test_menu_is_in_the_order_of_its_sections(client, store):
    later = MenuSectionFactory(store=store, name="Drinks", position=2)
    first = MenuSectionFactory(store=store, name="Noodles", position=1)
    for section in (later, first):
        ProductFactory(section=section)
    MenuSectionFactory(store=store, name="Empty", position=0)

    titles = re.findall('<h2 id="title-[0-9]+">(.*?)</h2>', page(client, store))

    assert titles == ["Noodles", "Drinks"]


def test_menu_is_rendered_again_after_any_change(client, noodles):
    option = OptionFactory(group=OptionGroupFactory(product=noodles), name="Regular")
    assert "Regular" in page(client, noodles.store)

    for row, field, value, shown in [
        (noodles, "price", 9500, "₩9,500"),
        (noodles, "stock", 3, "Only 3 left"),
        (noodles, "description", "With ice", "With ice"),
        (noodles.section, "name", "Cold", "Cold"),
        (option, "name", "Normal", "Normal"),
        (option.group, "name", "Portion", "Portion"),
    ]:
        setattr(row, field, value)
        row.save(update_fields=[field])
        assert shown in page(client, noodles.store)


def test_a_stock_that_is_not_low_changes_no_menu(noodles):
    def menu_with(stock):
        Product.objects.update(stock=stock)
        return menu_rows(noodles.store)

    assert menu_with(100) == menu_with(99) == menu_with(None)
    assert menu_with(5) != menu_with(6)
    assert menu_with(0) != menu_with(1)


def test_menu_has_each_users_own_csrf_token(client, noodles):
    own = Client(enforce_csrf_checks=True)
    for reader in (client, own):
        html = page(reader, noodles.store)
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', html[html.index("<main") :])[1]

    add = reverse("orders:add", args=[noodles.pk])
    assert own.post(add, {"csrfmiddlewaretoken": token}).status_code == 302
    assert own.post(add, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_menu_is_in_the_active_language(client, noodles):
    OptionFactory(group=OptionGroupFactory(product=noodles))
    page(client, noodles.store)

    with translation.override("ko"):
        expected = gettext("Choose options")
    korean = client.get(noodles.store.get_absolute_url(), headers={"Accept-Language": "ko"}).text
    assert expected in korean


def test_without_a_menu_only_its_owner_sees_the_store(client, bea, dan, store):
    url = store.get_absolute_url()
    assert client.get(url).status_code == 404
    client.force_login(dan)
    assert client.get(url).status_code == 404

    client.force_login(bea)
    assert "The menu is not written yet" in page(client, store)
    assert "Customers do not find this store yet" in page(client, store)


def test_a_store_that_is_open_at_any_time_says_so_only_while_it_is_open(client, noodles):
    assert "Open at any time" in page(client, noodles.store)

    switch_store(noodles.store, is_open=False)

    assert "Closed right now" in page(client, noodles.store)
    assert "Open at any time" not in page(client, noodles.store)


def test_an_open_page_is_refreshed_when_the_store_closes(client, noodles):
    url, store = noodles.store.get_absolute_url(), noodles.store
    html = page(client, store)
    [again] = re.findall(r'id="store" hx-get="([^"]+)"', html)
    [topic] = re.findall(r'data-live="([^"]+)"', html)
    assert client.get(again, headers=HTMX).status_code == 204

    switch_store(store, is_open=False)
    closed = client.get(again, headers=HTMX).text

    assert topic == store_topic(store.pk)
    assert closed.strip().startswith('<div id="store"')
    assert "Closed right now" in closed
    assert f"{url}?seen=closed" in closed
    assert 'action="/cart/add/' not in closed


@pytest.mark.parametrize(
    ("opens", "closes", "seconds"),
    [
        (time(9), time(21), 9 * 3600),  # at noon, it closes in nine hours
        (time(13), time(2), 3600),  # opens in one hour
        (time(14), time(12), 2 * 3600),  # closes at this moment, and opens in two hours
    ],
)
def test_the_page_refreshes_when_the_hours_change(store, opens, closes, seconds):
    monday_noon = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
    OpeningHours.objects.create(store=store, weekday=0, opens=opens, closes=closes)

    assert seconds_until_hours_change(store, monday_noon) == seconds


def test_a_closed_stores_cart_cannot_go_to_checkout(client, ann, noodles):
    client.force_login(ann)
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    url = reverse("orders:store-cart", args=[noodles.store.slug])
    assert "/checkout/" in client.get(url, headers=HTMX).text

    switch_store(noodles.store, is_open=False)

    bar = client.get(url, headers=HTMX).text
    assert "/checkout/" not in bar
    assert "is closed right now" in bar


@pytest.mark.parametrize("rows", [1, 30])
def test_store_page_has_few_queries(client, ann, store, django_assert_max_num_queries, rows):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    for product in ProductFactory.create_batch(rows, store=store, price=Decimal(5000)):
        OptionFactory(group=OptionGroupFactory(product=product))
    OpeningHours.objects.create(store=store, weekday=0, opens=time(9), closes=time(21))

    with django_assert_max_num_queries(9):  # one for the coupons of the store
        client.get(store.get_absolute_url())
