"""Deliveries and riders in the admin."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from delivery import services
from delivery.lifecycle import Status
from delivery.models import Delivery
from tests.factories import DeliveryFactory, RiderFactory

LIST = "/admin/delivery/delivery/"
RIDERS = "/admin/delivery/rider/"


@pytest.fixture
def boss(client, db):
    boss = User.objects.create_superuser("boss@example.com")
    client.force_login(boss)
    return boss


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


def staff(*codenames):
    user = User.objects.create_user("desk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def url_of(delivery, verb):
    return reverse("admin:delivery_delivery_move", args=[delivery.pk, verb])


def page_of(delivery):
    return f"{LIST}{delivery.pk}/change/"


def text_of(response):
    return response.content.decode()


def found(client, url=LIST, **query):
    return set(client.get(url, query).context["cl"].queryset)


def test_deliveries_are_listed_searched_and_filtered(client, boss, delivery, rider):
    other = DeliveryFactory(status=Status.ASSIGNED, rider=rider)

    assert found(client) == {delivery, other}
    for query in (
        {"q": other.order.number},
        {"q": "cy@example"},
        {"status__exact": "assigned"},
        {"rider__user__exact": rider.pk},
        {"order__store__id__exact": other.order.store.pk},
    ):
        assert found(client, **query) == {other}, query


def test_the_list_explains_every_status(client, boss):
    DeliveryFactory(status=Status.STOPPED)

    assert ">stopped<" not in re.sub(r"\s", "", text_of(client.get(LIST)))


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_needs_the_same_queries_for_any_number_of_rows(
    client, boss, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        DeliveryFactory(status=Status.ASSIGNED)

    with django_assert_max_num_queries(8):
        page = text_of(client.get(LIST))

    assert "Rider on the way to the store" in page


def test_the_page_shows_its_history_its_money_and_who_declined(client, boss, store, rider):
    eve = RiderFactory(user__name="Eve")
    delivery = DeliveryFactory(store=store, status=Status.FAILED, rider=rider)
    services.decline(delivery, eve.user)

    page = text_of(client.get(page_of(delivery)))

    for text in ("Nobody opened the door", "Cy", "Eve", "₩0", delivery.order.number):
        assert text in page


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_needs_the_same_queries_for_any_number_of_declines(
    client, boss, delivery, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        services.decline(delivery, RiderFactory().user)

    with django_assert_max_num_queries(14):
        client.get(page_of(delivery))


def test_nothing_is_added_edited_or_deleted_by_hand(client, boss, delivery):
    for url, data in (
        (f"{LIST}add/", {}),
        (page_of(delivery), {"status": "delivered"}),
        (f"{LIST}{delivery.pk}/delete/", {"post": "yes"}),
        (f"{RIDERS}add/", {}),
    ):
        assert client.post(url, data).status_code == 403
    delivery.refresh_from_db()
    assert delivery.status == Status.SEARCHING


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (Status.SEARCHING, {"assign"}),
        (Status.ASSIGNED, {"pick_up", "release"}),
        (Status.PICKED_UP, {"deliver", "fail"}),
        (Status.FAILED, {"retry"}),
        (Status.DELIVERED, set()),
    ],
)
def test_only_open_moves_are_offered(client, boss, store, status, verbs):
    delivery = DeliveryFactory(store=store, status=status)

    page = text_of(client.get(page_of(delivery)))

    assert {verb for verb in delivery.MOVES if url_of(delivery, verb) in page} == verbs


@pytest.mark.parametrize(
    ("before", "verb", "data", "after"),
    [
        (Status.ASSIGNED, "release", {}, Status.SEARCHING),
        (Status.ASSIGNED, "pick_up", {}, Status.PICKED_UP),
        (Status.PICKED_UP, "deliver", {}, Status.DELIVERED),
        (Status.PICKED_UP, "fail", {"note": "Flat tyre"}, Status.FAILED),
        (Status.FAILED, "retry", {}, Status.SEARCHING),
    ],
)
def test_each_move_asks_first_and_is_the_admins(client, boss, store, before, verb, data, after):
    delivery = DeliveryFactory(store=store, status=before)

    asked = client.get(url_of(delivery, verb))
    done = client.post(url_of(delivery, verb), data)

    delivery.refresh_from_db()
    assert (asked.status_code, done["Location"]) == (200, page_of(delivery))
    assert (delivery.status, delivery.history.last().actor) == (after, boss)


def test_an_admin_gives_it_to_a_rider_around_the_store(client, boss, delivery, rider):
    RiderFactory(user__name="Faraway", area__latitude=35.1796, area__longitude=129.0756)

    asked = text_of(client.get(url_of(delivery, "assign")))
    client.post(url_of(delivery, "assign"), {"rider": rider.pk})

    delivery.refresh_from_db()
    assert "Cy" in asked
    assert "Faraway" not in asked
    assert (delivery.rider, delivery.history.last().actor) == (rider, boss)


@pytest.mark.parametrize("garbage", ["", "x", "0", "9" * 30])
def test_whom_to_give_it_to_is_asked_again(client, boss, delivery, rider, garbage):
    response = client.post(url_of(delivery, "assign"), {"rider": garbage})

    delivery.refresh_from_db()
    assert 'role="alert"' in text_of(response)
    assert delivery.status == Status.SEARCHING


def test_closed_moves_are_refused_and_unknown_ones_not_found(client, boss, delivery):
    for verb in ("deliver", "accept"):
        assert client.get(url_of(delivery, verb))["Location"] == page_of(delivery)
    assert client.post(url_of(delivery, "deliver")).status_code == 302
    assert client.post(url_of(delivery, "accept")).status_code == 403
    assert client.post(url_of(delivery, "fly")).status_code == 404
    delivery.refresh_from_db()
    assert delivery.status == Status.SEARCHING


def test_a_viewer_moves_nothing(client, store):
    delivery = DeliveryFactory(store=store, status=Status.ASSIGNED)
    client.force_login(staff("view_delivery", "change_order"))

    page = client.get(page_of(delivery))

    assert page.status_code == 200
    assert url_of(delivery, "release") not in text_of(page)
    assert client.post(url_of(delivery, "release")).status_code == 403


def test_the_page_of_an_order_leads_to_its_delivery(client, boss, delivery):
    Delivery.objects.update(fee=3210)

    page = text_of(client.get(f"/admin/orders/order/{delivery.order.pk}/change/"))

    assert page_of(delivery) in page
    assert "₩3,210" in page


@pytest.mark.parametrize("rows", [1, 20])
def test_riders_are_listed_with_their_open_jobs(client, boss, rows, django_assert_max_num_queries):
    for _each in range(rows):
        DeliveryFactory(status=Status.ASSIGNED)

    with django_assert_max_num_queries(8):
        riders = client.get(RIDERS).context["cl"].queryset

    assert {rider.jobs for rider in riders} == {1}


def test_an_admin_ends_a_shift(client, boss, rider):
    client.post(RIDERS, {"action": "end_shifts", "_selected_action": [rider.pk]})

    rider.refresh_from_db()
    assert not rider.is_on_shift


@pytest.mark.parametrize("url", [RIDERS, "/admin/delivery/workingarea/"])
def test_riders_and_areas_are_found_by_name(client, boss, rider, url):
    RiderFactory(user__name="Eve")

    assert len(found(client, url, q="Cy")) == 1
