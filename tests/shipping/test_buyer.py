"""Where a buyer follows the parcels, and says that they arrived."""

import uuid

import pytest
from django.core import mail as outbox
from django.urls import reverse

from notifications.messages import message_of
from notifications.models import Mail, Notice
from orders.models import Order
from shipping.packing import pack
from shipping.services import DELIVERED_AFTER, correct, deliver_overdue, dispatch, send
from tests.shipping.world import sent_order


@pytest.fixture
def parcel(order, store, cj):
    return send(order, carrier=cj, tracking_number="123", by=store.owner)


def shown(response):
    return response.content.decode()


def test_the_page_of_the_order_links_to_the_carrier(client, parcel, ann):
    client.force_login(ann)

    page = shown(client.get(parcel.order.get_absolute_url()))

    assert 'tracking.html?wblNo=123" rel="noopener noreferrer"' in page
    assert reverse("shipping:received", args=[parcel.code]) in page


def test_the_buyer_has_it(client, parcel, ann):
    client.force_login(ann)
    url = reverse("shipping:received", args=[parcel.code])

    assert "Do you have the parcel?" in shown(client.get(url))
    assert client.post(url).url == parcel.order.get_absolute_url()

    assert Order.objects.get().status == "completed"
    assert client.get(url).url == parcel.order.get_absolute_url()


def test_a_guest_has_it(client, store):
    order = sent_order(store=store, customer=None, guest_key=uuid.uuid4().hex)
    parcel = order.parcels.get()
    url = reverse("shipping:guest-received", args=[order.guest_key, parcel.code])

    assert url in shown(client.get(order.get_absolute_url()))
    client.post(url)

    parcel.refresh_from_db()
    assert parcel.status == "delivered"
    assert parcel.history.last().actor_kind == "guest"


def test_nobody_else_says_so(client, parcel, dan):
    wrong_key = reverse("shipping:guest-received", args=["x" * 20, parcel.code])
    assert client.post(wrong_key).status_code == 404

    client.force_login(dan)
    assert client.post(reverse("shipping:received", args=[parcel.code])).status_code == 404


def test_a_parcel_that_has_not_left_cannot_have_arrived(client, order, store, ann):
    parcel = pack(order, by=store.owner)
    client.force_login(ann)

    assert client.post(reverse("shipping:received", args=[parcel.code])).status_code == 404


def test_several_parcels_are_listed_with_their_pieces(client, order, store, cj, ann):
    first = pack(order, {order.lines.get().pk: 1}, by=store.owner)
    pack(order, by=store.owner)
    dispatch(first, carrier=cj, tracking_number="1", by=store.owner)
    client.force_login(ann)

    page = shown(client.get(order.get_absolute_url()))

    assert "1 of 3 sent" in page
    assert "Parcel 2" in page


def test_an_open_page_notices_the_number(client, order, store, cj, ann):
    client.force_login(ann)
    url, htmx = order.get_absolute_url(), {"HX-Request": "true"}
    seen = client.get(url).context["seen"]
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    assert client.get(f"{url}?seen={seen}", headers=htmx).status_code == 200
    seen = client.get(url).context["seen"]
    assert client.get(f"{url}?seen={seen}", headers=htmx).status_code == 204
    correct(parcel, carrier=cj, tracking_number="2", by=store.owner)
    assert client.get(f"{url}?seen={seen}", headers=htmx).status_code == 200


def test_the_board_and_the_order_refresh(overhear, order, store):
    with overhear() as topics:
        pack(order, by=store.owner)

    assert f"order.{order.number}" in topics


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "has sent your parcel with CJ Logistics"), ("ko", "CJ대한통운 편으로 상품을 보냈어요")],
)
def test_the_buyer_is_mailed_the_link_in_their_language(order, store, cj, ann, language, words):
    ann.language = language
    ann.save(update_fields=["language"])

    send(order, carrier=cj, tracking_number="123", by=store.owner)

    mail = Mail.objects.get(kind="parcel-sent")
    [(html, _type)] = message_of(mail).alternatives
    link = "https://trace.cjlogistics.com/next/tracking.html?wblNo=123"
    assert words in mail.text
    assert mail.text.endswith(link)
    assert f'<a href="{link}">{link}</a>' in html
    assert mail.note == ""  # that of the step repeats the number
    assert f"{order.total:,.0f}" in html
    assert outbox.outbox == []


def test_each_parcel_is_told_once_and_the_order_is_not(order, store, cj, ann):
    parcel = send(order, carrier=cj, tracking_number="123", by=store.owner)
    correct(parcel, carrier=cj, tracking_number="124", by=store.owner)

    kinds = list(Notice.objects.filter(user=ann).order_by("pk").values_list("kind", flat=True))

    assert kinds == ["accepted-parcel", "parcel-sent", "parcel-corrected"]


def test_who_said_so_decides_what_is_mailed(store, ann):
    order = sent_order(store=store, customer=ann)
    deliver_overdue(order.parcels.get().dispatched_at + DELIVERED_AFTER)

    assert Mail.objects.filter(kind="parcel-presumed").count() == 1
    assert not Mail.objects.filter(kind="parcel-delivered").exists()


def test_a_packed_parcel_is_not_to_be_fetched(client, order, store, ann):
    pack(order, by=store.owner)
    client.force_login(ann)

    page = shown(client.get(order.get_absolute_url()))

    assert "fetch it" not in page
    assert "Packed" in page


def test_the_name_of_a_store_is_no_link_in_a_mail(order, store, cj):
    store.name = "https://evil.example/"
    store.save(update_fields=["name"])

    send(order, carrier=cj, tracking_number="123", by=store.owner)

    [(html, _type)] = message_of(Mail.objects.get(kind="parcel-sent")).alternatives
    assert 'href="https://evil.example' not in html
