"""The page on which a store chooses a rider."""

import pytest
from django.urls import reverse

from core.lifecycle import move
from delivery import services
from delivery.lifecycle import Status
from delivery.shifts import change_shift
from delivery.views.owner import MAX_RIDERS
from tests.factories import DeliveryFactory, RiderFactory

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


def url_of(delivery):
    return reverse("delivery:assign", args=[delivery.order.number])


def text_of(response):
    return response.content.decode()


def give(keeper, delivery, rider):
    response = keeper.post(url_of(delivery), {"rider": rider})
    delivery.refresh_from_db()
    return response


def test_riders_are_listed_with_what_they_have_to_do(keeper, delivery, rider):
    busy = RiderFactory(user__name="Eve", vehicle="bicycle")
    DeliveryFactory(status=Status.ASSIGNED, rider=busy)
    services.decline(delivery, RiderFactory(user__name="Finn").user)

    page = keeper.get(url_of(delivery))

    names = [str(each) for each in page.context["riders"]]
    assert names == ["Cy", "Eve", "Finn"]
    for text in ("Scooter", "Bicycle", "1 open job", "Did not want it, or gave it back"):
        assert text in text_of(page)


def test_one_touch_gives_it_to_them(keeper, delivery, rider, bea):
    response = give(keeper, delivery, rider.pk)

    assert response["Location"] == "/shop/"
    assert (delivery.status, delivery.rider) == (Status.ASSIGNED, rider)
    assert delivery.history.last().actor == bea


def test_without_riders_the_page_says_what_helps(keeper, delivery):
    page = text_of(keeper.get(url_of(delivery)))

    assert "No rider is on shift around your store" in page
    assert "let the customer pick it up" in page


def test_pressed_twice_it_says_who_has_it(keeper, delivery, rider):
    give(keeper, delivery, rider.pk)

    again = give(keeper, delivery, rider.pk)

    assert again.status_code == 302
    assert "Cy has it already." in text_of(keeper.get(again.url))
    assert delivery.history.filter(verb="assign").count() == 1


def test_a_rider_who_ended_the_shift_cannot_be_assigned(keeper, delivery, rider):
    change_shift(rider, False)

    response = give(keeper, delivery, rider.pk)

    assert response.status_code == 422
    assert "not on shift any more" in text_of(response)
    assert delivery.status == Status.SEARCHING


def test_a_rider_whose_account_is_off_is_neither_listed_nor_given_it(keeper, delivery, rider):
    rider.user.is_active = False
    rider.user.save(update_fields=["is_active"])

    assert keeper.get(url_of(delivery)).context["riders"] == []
    assert give(keeper, delivery, rider.pk).status_code == 422
    assert delivery.status == Status.SEARCHING


def test_a_rider_of_another_area_cannot_be_assigned(keeper, delivery):
    far = RiderFactory(area__latitude=35.1796, area__longitude=129.0756)  # Busan

    assert give(keeper, delivery, far.pk).status_code == 422
    assert delivery.status == Status.SEARCHING


def test_a_rider_with_their_hands_full_is_shown_and_not_offered(keeper, delivery, rider, settings):
    settings.RIDER_MOST_JOBS = 1
    DeliveryFactory(status=Status.ASSIGNED, rider=rider)

    page = text_of(keeper.get(url_of(delivery)))

    assert "Has as many jobs as a rider may have" in page
    assert f'value="{rider.pk}"' not in page
    assert give(keeper, delivery, rider.pk).status_code == 422


@pytest.mark.parametrize("garbage", ["", "x", "-1", "0", "9" * 30, "1e400"])
def test_garbage_is_refused(keeper, delivery, garbage):
    assert give(keeper, delivery, garbage).status_code == 422


def test_who_is_no_rider_cannot_be_given_it(keeper, delivery, ann):
    assert give(keeper, delivery, ann.pk).status_code == 422
    assert delivery.status == Status.SEARCHING


def test_the_open_page_shows_that_a_rider_took_it(keeper, delivery, rider):
    seen = keeper.get(url_of(delivery)).context["seen"]
    same = keeper.get(url_of(delivery), {"seen": seen}, **HTMX)

    move(delivery, "accept", by=rider.user)
    other = keeper.get(url_of(delivery), {"seen": seen}, **HTMX)

    assert same.status_code == 204
    assert "Cy has it already." in text_of(other)


@pytest.mark.parametrize("rows", [1, MAX_RIDERS + 10])
def test_the_page_needs_the_same_queries_for_any_number_of_riders(
    keeper, delivery, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        RiderFactory()

    with django_assert_max_num_queries(6):
        page = keeper.get(url_of(delivery))

    assert len(page.context["riders"]) == min(rows, MAX_RIDERS)


def test_names_are_text(keeper, delivery):
    RiderFactory(user__name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in text_of(keeper.get(url_of(delivery)))
