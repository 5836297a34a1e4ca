"""FEATURES: a switched-off part has no URL, link, panel, schedule or admin. HOME: what / shows."""

import importlib
import re

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, Resolver404, clear_url_caches, resolve, reverse

import config.urls
import stores.urls
from accounts.models import Role
from config import wiring
from config.features import FEATURES, app_of, is_on, only_on
from config.schedules import ALWAYS_ON, SCHEDULES, install_switched_on
from config.wiring import connect_all
from core.lifecycle import move
from delivery.lifecycle import Status as DeliveryStatus
from jobs.models import Schedule
from notifications.models import Notice
from orders import baskets, checkout_parts, pricing
from orders.checkout_parts import CheckoutPart
from orders.pricing import Phase
from tests.factories import UserFactory
from tests.readers import Reader, bare_error_pages, is_page
from tests.routes import routes

LINK = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)')
FILES = ("/static/", "/media/", "/live/")


def reconnect():
    """Connect the site again as at its start, for the settings of this moment."""
    importlib.reload(stores.urls)
    importlib.reload(config.urls)
    clear_url_caches()
    connect_all()


def site_with(features, home="start"):
    roles = Role.values if "food" in features else [Role.CUSTOMER, Role.OWNER]
    return override_settings(FEATURES=features, HOME=home, SIGN_UP_ROLES=roles)


@pytest.fixture
def without_food():
    with site_with([]):
        reconnect()
        yield
    reconnect()


@pytest.fixture
def stores_not_home():
    with site_with(["food"], home="start"):
        reconnect()
        yield
    reconnect()


@pytest.fixture
def readers(world, monkeypatch):
    """A visitor, a customer, an owner and a rider; two verbs instead of twenty show the page of a move."""
    monkeypatch.setitem(world.fillings, "verb", ["cancel", "reject"])
    return [Reader(person, world) for person in (None, world.ann, world.bea, world.cy)]


def links_on(reader):
    """The links on the first page of each route that the reader can see; any server error is raised."""
    return {
        link
        for route in routes()
        if route.takes("get") and reader.may_use(route)
        for link in LINK.findall(first_page(reader, route))
    }


def first_page(reader, route):
    for url in route.urls(reader.world.fillings):
        if reader.status_alone("get", url) in (200, None):
            with reader.trying(), bare_error_pages():
                response = reader.get(url)
            if is_page(response):
                return response.content.decode()
    return ""


def has_a_page(url):
    try:
        resolve(url)
    except Resolver404:
        return url.startswith(FILES)
    return True


def test_without_food_every_page_works_and_links_only_to_pages(readers, without_food):
    broken = {url for reader in readers for url in links_on(reader) if not has_a_page(url)}

    assert broken == set()


def test_without_food_its_pages_do_not_exist(client, world, without_food):
    urls = ["/stores/naengmyeon/", "/cart/", "/checkout/naengmyeon/", "/rides/", "/rides/areas/"]

    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    with pytest.raises(NoReverseMatch):
        reverse("stores:home")


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        (None, ["login", "signup"]),
        ("ann", ["orders"]),
        ("bea", ["board", "stores", "sold"]),
        ("cy", ["orders"]),
    ],
)
def test_without_food_the_header_has_neither_shopping_nor_rides(
    client, world, who, tabs, without_food
):
    if who:
        client.force_login(getattr(world, who))
    page = client.get("/accounts/password/reset/").text

    assert re.findall(r'data-nav-item="(\w+)"', page) == tabs
    assert 'type="search"' not in page
    assert 'class="address-link"' not in page
    assert 'href="/cart/"' not in page


def test_without_food_orders_are_still_managed(client, world, without_food):
    client.force_login(world.bea)
    assert client.get("/shop/").status_code == 200
    assert client.get(f"/shop/orders/{world.order.number}/").status_code == 200

    client.force_login(world.ann)
    page = client.get(f"/orders/{world.order.number}/").text

    assert world.order.number in page
    assert "Order again" not in page


@pytest.mark.parametrize("who", ["ann", "bea"])
def test_without_food_the_page_of_a_delivery_shows_no_rider(client, world, who, without_food):
    client.force_login(getattr(world, who))
    number = world.ride.order.number

    page = client.get(f"/orders/{number}/" if who == "ann" else f"/shop/orders/{number}/")

    assert page.status_code == 200
    assert not [each.name for each in page.templates if each.name.startswith("delivery/")]


def test_without_food_the_admin_links_to_no_page_of_a_store(client, world, without_food):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    page = client.get(f"/admin/stores/store/{world.store.pk}/change/")

    assert page.status_code == 200
    assert not page.context["has_absolute_url"]


def test_without_food_a_cancelled_delivery_notifies_no_rider(world, without_food):
    before = set(Notice.objects.filter(user=world.cy).values_list("pk", flat=True))

    move(world.ride.order, "cancel_by_store", by=world.bea, note="Closed early")

    assert set(Notice.objects.filter(user=world.cy).values_list("pk", flat=True)) == before
    world.ride.refresh_from_db()
    assert world.ride.status == DeliveryStatus.STOPPED


def test_without_food_an_old_notice_of_a_ride_leads_to_the_inbox(client, world, without_food):
    notice = Notice.objects.create(
        user=world.cy,
        kind="job-given",
        event_key="old",
        title="A ride",
        link="/rides/given/?number=X",
    )
    client.force_login(world.cy)

    assert client.get(f"/inbox/{notice.pk}/").url == "/inbox/"


def test_without_food_nobody_signs_up_as_a_rider(client, db, without_food):
    page = client.get("/accounts/signup/?role=rider").text

    assert 'value="owner"' in page
    assert 'value="rider"' not in page
    data = {"role": "rider", "name": "Eve", "email": "eve@example.com", "password1": "qdX7-pw-2"}
    assert "role" in client.post("/accounts/signup/", data).context["form"].errors


def test_without_food_no_text_speaks_of_it(client, db, without_food):
    visitor = client.get("/accounts/signup/").text + client.get("/accounts/login/").text
    client.force_login(UserFactory())
    customer = client.get("/orders/").text + client.get("/inbox/").text + client.get("/x/").text

    assert re.findall("(?i).*(?:food|dish|kitchen|rider|your door).*", visitor + customer) == []


@pytest.mark.parametrize(
    ("who", "start"),
    [(None, "/accounts/login/?next=/"), ("ann", "/orders/"), ("bea", "/shop/"), ("cy", "/orders/")],
)
def test_without_food_the_site_starts_with_ones_work_or_orders(
    client, world, who, start, without_food
):
    if who:
        client.force_login(getattr(world, who))

    assert client.get("/").url == start


def test_the_schedules_of_a_switched_off_part_are_removed_and_come_back(db):
    parts = [app for feature in FEATURES.values() for app in feature.apps]
    of_parts = {
        row.name for row in SCHEDULES if app_of(row.task) in parts and row.task not in ALWAYS_ON
    }
    switched_on = {row.name for row in only_on(SCHEDULES, lambda row: row.task)}
    with site_with([]):
        install_switched_on()

    names = set(Schedule.objects.values_list("name", flat=True))
    assert names == switched_on - of_parts
    install_switched_on()
    assert set(Schedule.objects.values_list("name", flat=True)) == switched_on


def test_personal_data_is_erased_where_its_feature_is_switched_off(db):
    erasing = [row for row in SCHEDULES if re.match("Erase |Delete ", str(row.name))]

    with site_with([]):
        install_switched_on()

    installed = set(Schedule.objects.values_list("name", flat=True))
    assert {str(row.name) for row in erasing} - installed == set()
    assert {app_of(row.task) for row in erasing} >= {"coupons", "shipping", "ticketing", "delivery"}


@pytest.mark.parametrize(("features", "count"), [(["food"], 1), ([], 0)])
def test_the_checkout_has_only_what_apps_of_the_site_add(monkeypatch, features, count):
    def add(*args, **kwargs):
        """A part, a loader or an adjuster."""

    add.__module__ = "delivery.checkout"
    with site_with(features), monkeypatch.context() as patch:
        patch.setattr(wiring, "PARTS", [CheckoutPart("ride", add, "ride.html")])
        patch.setattr(wiring, "BASKETS", {"ride": add})
        patch.setitem(wiring.ADJUSTERS, Phase.TAX, [add])
        connect_all()
        parts, loaders = checkout_parts.all_parts(), list(baskets._loaders)
        adjusters = pricing._adjusters.count(add)
    connect_all()

    assert ([part.name for part in parts], loaders) == (["ride"] * count, ["ride"] * count)
    assert adjusters == count


def test_the_list_of_stores_moves_where_it_is_not_the_home_page(client, world, stores_not_home):
    client.force_login(world.ann)

    assert reverse("stores:home") == "/stores/"
    assert client.get("/").url == "/stores/"
    assert world.store.name in client.get("/stores/").text


def test_a_feature_owns_all_of_its_apps_and_single_pages():
    with site_with(["products"]):
        assert not is_on("delivery")
        assert not is_on("stores", "stores:home")
        assert is_on("stores", "stores:mine")
    assert is_on("delivery")


def test_every_page_of_a_feature_exists():
    pages = [page for feature in FEATURES.values() for page in feature.pages]
    names = {route.name for route in routes()}

    assert set(pages) <= names
