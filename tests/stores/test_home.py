from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from stores.models import MenuSection, OpeningHours, Product, Store
from stores.queries import takes_orders_at
from tests.factories import AddressFactory, CategoryFactory, ListedStoreFactory, ProductFactory

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fresh_categories():
    cache.clear()


def names(response):
    return [store.name for store in response.context["page_obj"]]


def test_home_shows_open_stores_first_and_then_by_name(client):
    ListedStoreFactory(name="Anchovy", is_open=False)
    ListedStoreFactory(name="Basil", owner=None)
    ListedStoreFactory(name="Date")
    ListedStoreFactory(name="Carrot")

    assert names(client.get("/")) == ["Carrot", "Date", "Anchovy", "Basil"]


def test_home_shows_the_nearest_first(client, ann):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    ListedStoreFactory(name="Nowhere", latitude=None, longitude=None)
    ListedStoreFactory(name="Busan", latitude=35.1796, longitude=129.0756)
    ListedStoreFactory(name="Next door")

    response = client.get("/")

    assert names(response) == ["Next door", "Busan", "Nowhere"]
    near, far, unknown = response.context["page_obj"]
    assert near.distance == pytest.approx(0.535, abs=0.02)
    assert far.distance == pytest.approx(325, abs=3)  # the great circle from Seoul to Busan
    assert unknown.distance is None


@pytest.mark.parametrize("there", [(-37.5725, -53.0231), (90, 0), (-90, 180), (37.5725, 126.9769)])
def test_distances_to_extreme_coordinates_do_not_fail(client, ann, there):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    ListedStoreFactory(latitude=there[0], longitude=there[1])

    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("language", "now"), [("en", "Page 1 of 2"), ("ko", "1/2")])
def test_home_shows_the_page_number_in_the_active_language(client, language, now):
    ListedStoreFactory.create_batch(13, owner=None)

    page = client.get("/", headers={"Accept-Language": language}).text

    assert f'<span class="pages-now">{now}</span>' in page


def test_home_shows_no_archived_store(client):
    ListedStoreFactory(archived_at=timezone.now())

    response = client.get("/")

    assert names(response) == []
    assert "No stores here yet" in response.text


def test_home_shows_twelve_a_page(client):
    ListedStoreFactory.create_batch(14)

    assert len(names(client.get("/"))) == 12
    assert len(names(client.get("/?page=2"))) == 2


@pytest.mark.parametrize("query", ["page=3", "page=x", "page=-1", "page=" + "9" * 400])
def test_home_is_404_for_invalid_pages(client, query):
    assert client.get(f"/?{query}").status_code == 404


def test_home_filters_by_category(client):
    ListedStoreFactory(name="물결 냉면")
    ListedStoreFactory(name="Harbor", category=CategoryFactory(slug="western", name="Western"))

    assert names(client.get("/?category=western")) == ["Harbor"]
    assert client.get("/?category=nothing").status_code == 404


def test_home_lists_only_categories_with_stores(client):
    ListedStoreFactory(archived_at=timezone.now())
    ListedStoreFactory(category=CategoryFactory(slug="western", name="Western"))

    assert [str(chip) for chip in client.get("/").context["categories"]] == ["Western"]


def test_home_answers_htmx_with_only_the_list(client, store):
    response = client.get("/", headers=HTMX)

    assert response.text.strip().startswith('<div id="found">')
    assert "HX-Request" in response["Vary"]


def test_home_answers_htmx_going_back_with_the_whole_page(client, store):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}

    assert "<!doctype html>" in client.get("/", headers=headers).text


def test_search_page_sorts_by_likeness_then_open_first(client):
    ListedStoreFactory(name="치킨 나라", is_open=False)
    ListedStoreFactory(name="치킨나라", slug="open-one")
    ListedStoreFactory(name="치킨 나무")

    assert names(client.get("/?q=치킨나라")) == ["치킨나라", "치킨 나라", "치킨 나무"]


def test_search_page_marks_the_dish_found(client, store, noodles):
    assert "<mark>물냉면</mark>" in client.get("/?q=물냉면").text


def test_search_page_filters_by_the_category(client):
    ListedStoreFactory(name="나루 국수")
    ListedStoreFactory(name="나루 버거", category=CategoryFactory(slug="western", name="Western"))

    assert names(client.get("/?q=나루&category=western")) == ["나루 버거"]


def test_search_page_gives_hints_without_results(client, store):
    response = client.get("/?q=xyzzy")

    assert "Try fewer letters" in response.text


def test_search_page_escapes_the_query(client):
    assert "<script>alert" not in client.get("/?q=<script>alert(1)</script>").text


def test_search_page_uses_only_a_hundred_characters(client, store):
    assert client.get("/?q=" + "가" * 3000).context["query"] == "가" * 100


@pytest.mark.parametrize("rows", [1, 30])
def test_home_has_few_queries(client, ann, django_assert_max_num_queries, rows):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    for store in ListedStoreFactory.create_batch(rows):
        OpeningHours.objects.create(store=store, weekday=1, opens=time(9), closes=time(2))
    client.get("/")

    with django_assert_max_num_queries(7):  # one for recommendations, one for the badges of coupons
        client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/?q=Store")


SPANS = [
    (0, time(9), time(21)),
    (4, time(18), time(2)),
    (5, time(0), time(0)),
    (6, time(11, 30), time(14)),
    (6, time(17), time(17)),
]


def test_open_now_is_the_same_in_sql_and_in_python(bea):
    """Every half hour of a week, for various opening hours."""
    for weekday, opens, closes in SPANS:
        store = ListedStoreFactory(owner=bea)
        OpeningHours.objects.create(store=store, weekday=weekday, opens=opens, closes=closes)
    ListedStoreFactory(owner=bea)
    ListedStoreFactory(owner=None)
    ListedStoreFactory(owner=bea, is_open=False)
    ListedStoreFactory(owner=bea, archived_at=timezone.now())
    stores = list(Store.objects.prefetch_related("hours"))

    monday = datetime(2026, 3, 2, tzinfo=SEOUL)
    for now in (monday + timedelta(minutes=30 * step) for step in range(7 * 48)):
        in_sql = set(Store.objects.filter(takes_orders_at(now)).values_list("pk", flat=True))
        assert in_sql == {store.pk for store in stores if store.takes_orders(now)}, now


def test_home_counts_hours_past_midnight(store):
    friday_night = datetime(2026, 3, 7, 1, 30, tzinfo=SEOUL)
    OpeningHours.objects.create(store=store, weekday=4, opens=time(18), closes=time(2))

    assert Store.objects.filter(takes_orders_at(friday_night)).exists()
    assert not Store.objects.filter(takes_orders_at(friday_night + timedelta(hours=1))).exists()


def test_a_store_with_several_matching_dishes_is_found_once(client, store):
    ProductFactory(store=store, name="물냉면")
    ProductFactory(store=store, name="물냉면 곱빼기")

    assert names(client.get("/?q=물냉면")) == [store.name]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "Renamed", "Renamed"),
        ("is_open", False, "Closed"),
        ("delivery_fee", 1234, "₩1,234"),
        ("delivery_fee", 0, "Free delivery"),
        ("minimum_order", 4321, "₩4,321"),
        ("offers_delivery", False, "Pickup only"),
        ("offers_shipping", True, "Sends parcels"),
        ("photo", "store/new.webp", "store/new.webp"),
    ],
)
def test_cards_are_rendered_again_after_any_change(client, field, value, shown):
    store = ListedStoreFactory()
    assert shown not in client.get("/").text

    setattr(store, field, value)
    store.save(update_fields=[field])

    assert shown in client.get("/").text


def test_a_store_that_only_sends_is_not_called_pickup_only(client):
    ListedStoreFactory(offers_delivery=False, offers_pickup=False, offers_shipping=True)

    text = client.get("/").text

    assert "Sends parcels" in text
    assert "Pickup only" not in text


@pytest.mark.parametrize("query", ["", "?page=2", "?q=Store", "?category=korean"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_home_has_one_main_heading(client, ann, query, signed_in):
    ListedStoreFactory.create_batch(14)
    if signed_in:
        client.force_login(ann)

    assert client.get(f"/{query}").text.count("<h1") == 1


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (Product, {"is_hidden": True}),
        (Product, {"is_available": False}),
        (MenuSection, {"is_hidden": True}),
    ],
)
def test_a_store_with_nothing_on_offer_is_not_listed(client, where, change):
    store = ListedStoreFactory(name="Anchovy")
    assert names(client.get("/")) == names(client.get("/?q=Anchovy")) == [store.name]

    where.objects.update(**change)
    cache.clear()

    assert names(client.get("/")) == names(client.get("/?q=Anchovy")) == []
    assert client.get("/").context["categories"] == []


def test_a_sold_out_store_stays_listed(client):
    store = ListedStoreFactory()
    Product.objects.update(stock=0)

    assert names(client.get("/")) == [store.name]
