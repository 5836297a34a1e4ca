"""Offers to a rider, taken and declined, on the page of their rides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.queries import offers_for
from delivery.services import accept
from delivery.shifts import activate_area, change_shift, delete_area
from orders.models import Order
from tests.factories import (
    DeliveryFactory,
    RiderFactory,
    StoreFactory,
    UserFactory,
    WorkingAreaFactory,
)

RIDES = "/rides/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/rides/"}


@pytest.fixture
def riding(client, rider):
    client.force_login(rider.user)
    return client


def text_of(response):
    return response.content.decode()


def url_of(delivery, verb):
    return reverse("delivery:ride-move", args=[delivery.order.number, verb])


def answered(riding, delivery, answer):
    """The page after the rider pressed a button of the offer."""
    return riding.post(f"/rides/{delivery.order.number}/{answer}/", follow=True)


def test_an_offer_says_what_it_pays_and_where_it_goes(riding):
    store = StoreFactory(name="냉면집", line="서울특별시 종로구 율곡로2길 29-1")
    DeliveryFactory(store=store, address="서울특별시 종로구 세종대로 175")
    Delivery.objects.update(fee=3500)

    page = text_of(riding.get(RIDES))

    for text in ("₩3,500", "냉면집", "종로구 율곡로2길", "종로구 세종대로", "0.7 km from Jongno"):
        assert text in page


def test_an_offer_says_when_the_order_is_ready_and_that_it_is(riding, store):
    delivery = DeliveryFactory(store=store)
    Order.objects.update(ready_by=timezone.now())
    page = riding.get(RIDES)
    assert "Ready at" in text_of(page)

    move(delivery.order, "prepare", by=store.owner)

    # Also to who polls the page.
    assert "It is ready" in text_of(riding.get(RIDES, {"seen": page.context["seen"]}, headers=HTMX))


def test_an_offer_shows_neither_the_door_nor_a_name_nor_a_phone(riding):
    order = DeliveryFactory(name="Ann Lee", phone="010-9999-8888", rider_note="Gate code 77").order

    page = text_of(riding.get(RIDES))

    for secret in (order.address, "29-1", "Ann Lee", "010-9999-8888", "Gate code 77"):
        assert secret not in page


def test_taking_an_offer_leads_to_the_job(riding, rider):
    delivery = DeliveryFactory()

    response = answered(riding, delivery, "accept")

    delivery.refresh_from_db()
    assert (delivery.status, delivery.rider) == (Status.ASSIGNED, rider)
    assert response.redirect_chain == [(f"/rides/{delivery.order.number}/", 302)]


def test_the_page_itself_gives_way_to_the_job_it_took(riding):
    delivery = DeliveryFactory()

    response = riding.post(url_of(delivery, "accept"), headers=HTMX)

    assert response["HX-Redirect"] == f"/rides/{delivery.order.number}/"


def test_who_comes_too_late_reads_who_was_faster(riding):
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=RiderFactory(user__name="Eve"))

    response = answered(riding, delivery, "accept")

    assert (response.redirect_chain, response.status_code) == ([(RIDES, 302)], 200)
    assert "Eve was faster: this delivery is taken." in text_of(response)
    assert delivery.order.address not in text_of(response)


def test_a_rider_without_a_name_is_not_called_by_their_address(riding):
    eve = RiderFactory(user__name="", user__email="eve@example.com")
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=eve)

    page = text_of(answered(riding, delivery, "accept"))

    assert "A rider was faster: this delivery is taken." in page
    assert "eve@example.com" not in page


def test_who_comes_too_late_reads_it_where_they_are(riding):
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=RiderFactory(user__name="Eve"))

    response = riding.post(url_of(delivery, "accept"), headers=HTMX, follow=True)

    assert response.templates[0].name == "delivery/rider/_rides.html"
    assert "Eve was faster" in text_of(response)


def test_an_offer_whose_order_was_cancelled_says_so(riding):
    delivery = DeliveryFactory(status=Status.STOPPED, rider=RiderFactory())

    assert "was faster" not in text_of(answered(riding, delivery, "accept"))


def test_off_shift_the_page_offers_nothing(riding, rider):
    delivery = DeliveryFactory()
    change_shift(rider, False)

    page = text_of(riding.get(RIDES))

    assert delivery.order.number not in page
    assert "You are off shift" in page


def test_off_shift_nothing_can_be_taken(riding, rider):
    delivery = DeliveryFactory()
    change_shift(rider, False)

    assert "Start your shift first." in text_of(answered(riding, delivery, "accept"))


def test_taking_it_again_leads_to_the_job(riding, rider):
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=rider)

    response = answered(riding, delivery, "accept")

    assert response.redirect_chain == [(f"/rides/{delivery.order.number}/", 302)]


def test_a_rider_who_never_was_offered_it_finds_nothing(client, db):
    delivery = DeliveryFactory(status=Status.ASSIGNED)
    far = RiderFactory(area__latitude=35.18, area__longitude=129.07)
    for user in (far.user, UserFactory(role="rider")):
        client.force_login(user)

        assert client.post(url_of(delivery, "accept")).status_code == 404


def test_an_offer_of_a_former_area_can_still_be_taken(riding, rider):
    delivery = DeliveryFactory()
    other_area = WorkingAreaFactory(rider=rider, latitude=35.18, longitude=129.07)
    activate_area(other_area)

    answered(riding, delivery, "accept")

    delivery.refresh_from_db()
    assert delivery.rider == rider


def test_an_offer_from_a_store_without_a_position_can_be_taken(riding, rider):
    delivery = DeliveryFactory(store=StoreFactory(latitude=None, longitude=None))

    answered(riding, delivery, "accept")

    delivery.refresh_from_db()
    assert delivery.rider == rider


def test_a_declined_offer_is_gone_for_good(riding, rider):
    declined, other = DeliveryFactory(), DeliveryFactory()

    page = text_of(answered(riding, declined, "decline"))

    assert declined.order.number not in page
    assert other.order.number in page
    assert list(offers_for(rider)) == [other]


def test_open_jobs_are_listed_before_the_offers(riding, rider):
    job, offer = DeliveryFactory(status=Status.ASSIGNED, rider=rider), DeliveryFactory()

    page = text_of(riding.get(RIDES))

    assert page.index(job.order.number) < page.index(offer.order.number)


def test_the_list_says_which_job_is_ready(riding, rider):
    job = DeliveryFactory(status=Status.ASSIGNED, rider=rider)
    url = watched(riding)

    move(job.order, "prepare", by=job.order.store.owner)

    assert "It is ready" in text_of(riding.get(url, headers=HTMX))


def test_an_offer_says_how_far_it_is_and_how_long_it_may_take(riding):
    store = StoreFactory(latitude=37.5702 + 1 / 111.2, longitude=126.9831)  # 1 km from the area
    DeliveryFactory(store=store, latitude=37.5702 - 1 / 111.2, longitude=126.9831)

    page = " ".join(text_of(riding.get(RIDES)).split())

    assert "1.0 km from Jongno, about 6 min" in page
    assert "2.0 km from the store, about 11 min" in page


def test_an_offer_from_nowhere_promises_no_minutes(riding):
    DeliveryFactory(store=StoreFactory(latitude=None, longitude=None))

    page = text_of(riding.get(RIDES))

    assert "Take it" in page
    assert " min" not in page


def test_the_page_says_why_nothing_is_offered(client, cy):
    client.force_login(cy)
    assert "Where do you work?" in text_of(client.get(RIDES))

    area = RiderFactory(user=cy).areas.get()
    change_shift(area.rider, False)
    assert "You are off shift" in text_of(client.get(RIDES))

    change_shift(area.rider, True)
    assert "All quiet" in text_of(client.get(RIDES))

    WorkingAreaFactory(rider=area.rider)
    delete_area(area)
    assert "Choose where you work" in text_of(client.get(RIDES))


def test_nothing_is_sent_while_nothing_changed(riding):
    url = watched(riding)
    assert riding.get(url, headers=HTMX).status_code == 204

    DeliveryFactory()

    assert "Take it" in text_of(riding.get(url, headers=HTMX))


def test_an_offer_taken_by_another_vanishes(riding):
    delivery = DeliveryFactory()
    url = watched(riding)

    accept(delivery, RiderFactory().user)

    response = riding.get(url, headers=HTMX)
    assert (response.status_code, delivery.order.number in text_of(response)) == (200, False)


def test_a_page_subscribed_to_a_former_area_reloads(riding, rider):
    url = watched(riding)

    activate_area(WorkingAreaFactory(rider=rider, latitude=35.18, longitude=129.07))

    assert riding.get(url, headers=HTMX)["HX-Refresh"] == "true"


def watched(riding):
    """The URL at which the page polls."""
    context = riding.get(RIDES).context
    return f"{RIDES}?seen={context['seen']}&subscribed={context['subscribed']}"


def test_the_page_needs_the_same_queries_for_one_ride_and_for_many(
    riding, rider, settings, django_assert_max_num_queries
):
    settings.RIDER_MOST_JOBS = 99
    rides(rider, 1)
    with django_assert_max_num_queries(12) as one:
        riding.get(RIDES)
    rides(rider, 29)
    with django_assert_max_num_queries(len(one)):
        riding.get(RIDES)


def rides(rider, count):
    for _n in range(count):
        DeliveryFactory(status=Status.ASSIGNED, rider=rider)
        DeliveryFactory()
