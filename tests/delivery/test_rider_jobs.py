"""The page of a job, from the store to the door."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.lifecycle import move
from delivery.lifecycle import Status
from orders.models import Order
from tests.factories import DeliveryFactory, RiderFactory

HTMX = {"HX-Request": "true"}
SECRETS = ("010-9999-8888", "Gate code 77", "세종대로 175")


@pytest.fixture
def riding(client, rider):
    client.force_login(rider.user)
    return client


@pytest.fixture
def job(rider):
    """`job(status)`: one of Cy's, for Ann Lee."""
    return lambda status=Status.ASSIGNED: DeliveryFactory(
        status=status, rider=rider, name="Ann Lee", phone="010-9999-8888", rider_note="Gate code 77"
    )


def text_of(response):
    return response.content.decode()


def page_of(delivery):
    return reverse("delivery:ride", args=[delivery.order.number])


def press(riding, delivery, verb, **data):
    response = riding.post(f"{page_of(delivery)}{verb}/", data, follow=True)
    delivery.refresh_from_db()
    return response


def buttons(response):
    """The verbs that the page offers."""
    return [step.move.verb for step in response.context["steps"]]


def test_the_page_says_where_to_go_and_what_to_collect(riding, job):
    order = job().order

    page = text_of(riding.get(f"/rides/{order.number}/"))

    for text in (order.number, order.store.full_address, "Ann Lee", *SECRETS, "Naengmyeon"):
        assert text in page
    assert 'href="tel:010-9999-8888"' in page


def test_the_buttons_are_those_of_the_next_step(riding, job):
    delivery = job()
    assert buttons(riding.get(page_of(delivery))) == ["pick_up", "release"]

    assert buttons(press(riding, delivery, "pick_up")) == ["deliver", "fail"]
    assert delivery.status == Status.PICKED_UP

    assert buttons(press(riding, delivery, "deliver")) == []
    assert delivery.status == Status.DELIVERED


def test_the_other_maps_lead_to_the_store_first_and_then_to_the_door(riding, job):
    delivery = job()
    assert "37.575900" in riding.get(page_of(delivery)).context["links"][2].url

    press(riding, delivery, "pick_up")

    links = [link.url for link in riding.get(page_of(delivery)).context["links"]]
    assert "175" in links[2]


def test_external_maps_do_not_get_the_customers_name(riding, job):
    delivery = job(Status.PICKED_UP)
    Order.objects.update(latitude=37.5725, longitude=126.9769)

    links = [link.url for link in riding.get(page_of(delivery)).context["links"]]

    assert f"goalname={delivery.order.number}&" in links[0]
    assert not any("Ann" in link for link in links)


def test_giving_back_leads_to_the_other_rides(riding, job):
    delivery = job()

    response = press(riding, delivery, "release")

    assert response.redirect_chain == [("/rides/", 302)]
    assert (delivery.status, delivery.rider) == (Status.SEARCHING, None)


def test_a_failure_needs_a_reason(riding, job):
    delivery = job(Status.PICKED_UP)

    assert "Please give a reason" in text_of(press(riding, delivery, "fail"))
    assert delivery.status == Status.PICKED_UP

    press(riding, delivery, "fail", note="Nobody opens the door")
    assert delivery.history.last().note == "Nobody opens the door"


def test_without_javascript_a_failure_is_asked_about_on_a_page(riding, job):
    delivery = job(Status.PICKED_UP)

    assert 'name="note"' in text_of(riding.get(f"{page_of(delivery)}fail/"))


def test_a_step_that_is_not_open_leads_back_to_the_job(riding, job):
    delivery = job()

    assert riding.get(f"{page_of(delivery)}deliver/").url == page_of(delivery)
    assert "cannot be done any more" in text_of(press(riding, delivery, "deliver"))


@pytest.mark.parametrize(("verb", "status"), [("nonsense", 404), ("stop", 403), ("retry", 403)])
def test_what_is_no_step_of_a_rider_is_refused(riding, job, verb, status):
    assert riding.post(f"{page_of(job())}{verb}/").status_code == status


@pytest.mark.parametrize("status", [Status.DELIVERED, Status.FAILED, Status.STOPPED])
def test_a_finished_job_hides_the_customer(riding, job, status):
    delivery = job(status)

    page = riding.get(page_of(delivery))

    assert buttons(page) == []
    assert "종로구 세종대로" in text_of(page)
    for secret in (*SECRETS, "Ann Lee"):
        assert secret not in text_of(page)
    assert riding.get(f"{page_of(delivery)}route/").status_code == 404


def test_another_rider_finds_nothing(client, job):
    delivery = job()
    client.force_login(RiderFactory().user)

    assert client.get(page_of(delivery)).status_code == 404
    assert client.get(f"{page_of(delivery)}route/").status_code == 404
    assert client.post(f"{page_of(delivery)}pick_up/").status_code == 404


def watched(riding, delivery):
    return f"{page_of(delivery)}?seen={riding.get(page_of(delivery)).context['seen']}"


def test_the_page_is_refreshed_when_the_store_is_ready(riding, job):
    delivery = job()
    url = watched(riding, delivery)
    assert riding.get(url, headers=HTMX).status_code == 204

    move(Order.objects.get(pk=delivery.order_id), "prepare", by=delivery.order.store.owner)

    assert "It is ready" in text_of(riding.get(url, headers=HTMX))


def test_the_page_is_refreshed_when_the_order_is_cancelled(riding, job):
    delivery = job()
    url = watched(riding, delivery)

    move(
        delivery.order, "cancel_by_store", by=delivery.order.store.owner, note="Fire in the kitchen"
    )

    page = text_of(riding.get(url, headers=HTMX))
    assert "The order was called off" in page
    assert '<div id="way" hx-swap-oob="innerHTML"></div>' in page


def test_a_page_whose_job_the_store_took_back_leads_away(riding, job):
    delivery = job()
    url = watched(riding, delivery)
    move(delivery, "release", by=delivery.order.store.owner)

    response = riding.get(url, headers=HTMX)

    assert response["HX-Redirect"] == "/rides/"
    assert "not yours any more" in text_of(riding.get("/rides/"))


def test_a_notice_of_a_job_links_to_it_or_explains_that_it_is_gone(riding, job):
    delivery = job()
    url = f"/rides/given/?number={delivery.order.number}"
    assert riding.get(url).url == page_of(delivery)

    move(delivery, "release", by=delivery.order.store.owner)

    response = riding.get(url, follow=True)
    assert (response.redirect_chain, response.status_code) == ([("/rides/", 302)], 200)
    assert "This delivery is not yours any more." in text_of(response)


def test_a_notice_page_answers_alike_for_a_job_of_another_and_for_none(client, job):
    client.force_login(RiderFactory().user)

    for number in (job().order.number, "NONESUCH", "", "9" * 999):
        assert client.get("/rides/given/", {"number": number}).url == "/rides/"


def test_who_gave_a_parcel_back_to_the_store_reads_where_it_is(riding, job):
    delivery = job(Status.PICKED_UP)

    move(delivery, "stop", by=SYSTEM)

    page = text_of(riding.get(page_of(delivery)))
    assert "Please bring it back to the store." in page
    assert delivery.order.store.full_address in page


def test_the_way_is_a_page_and_a_part_of_one(riding, job):
    delivery = job()

    for headers in ({}, HTMX):
        page = riding.get(f"{page_of(delivery)}route/", headers=headers)
        assert "The way" in text_of(page)
        assert ("<html" in text_of(page)) == (not headers)


def test_a_stale_button_of_a_job_that_was_taken_back_leads_away(riding, job):
    delivery = job()
    move(delivery, "release", by=delivery.order.store.owner)

    response = riding.post(f"{page_of(delivery)}pick_up/", headers=HTMX)

    assert response["HX-Redirect"] == "/rides/"
    assert "This delivery is not yours any more." in text_of(riding.get("/rides/"))
