"""Photos of a return: at most four, re-encoded, for its buyer and the store only, erased with the texts."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from orders.events import OrdersErased
from shipping.models import Return, ReturnPhoto
from shipping.returns.panels import url_of_request
from shipping.returns.reactions import erase_return_texts
from tests.factories import UserFactory
from tests.shipping.return_world import arrived, requested, returnable
from tests.stores.test_photos import bomb, photo


@pytest.fixture
def order(ann, store):
    return returnable(ann, store)


def picture(size=(1600, 1200)):
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, "JPEG")
    return SimpleUploadedFile("photo.jpg", target.getvalue(), "image/jpeg")


def confirm(client, order, photos):
    url = url_of_request(order)
    token = client.get(url).context["form"]["token"].value()
    line = order.lines.get()
    fields = {"token": token, "cause": "damaged", "wish": "refund", f"line_{line.pk}": 1}
    return client.post(url, {**fields, "confirm": "yes", "photos": photos})


def photo_url(goods_return, key=None):
    if key:
        return reverse("shipping:guest-return-photo", args=[key, goods_return.number, 0])
    return reverse("shipping:return-photo", args=[goods_return.number, 0])


def photographed(order):
    goods_return = requested(order)
    ReturnPhoto.objects.create(goods_return=goods_return, place=0, content=b"RIFF")
    return goods_return


def test_photos_come_with_the_request_re_encoded(client, ann, order):
    client.force_login(ann)

    response = confirm(client, order, [picture(), picture((300, 200))])

    goods_return = Return.objects.get()
    sizes = [Image.open(BytesIO(photo.content)).size for photo in goods_return.photos.all()]
    assert sizes == [(1200, 900), (300, 200)]
    assert photo_url(goods_return) in client.get(response.url).content.decode()


def test_a_guest_adds_photos_too(client, store):
    order = returnable(None, store)

    response = confirm(client, order, [picture()])

    url = photo_url(Return.objects.get(), order.guest_key)
    assert url in client.get(response.url).content.decode()
    assert client.get(url)["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("photos", "words"),
    [
        (lambda: [picture((9, 9)) for _ in range(5)], "at most 4 photos"),
        (lambda: [SimpleUploadedFile("a.jpg", b"%PDF-1.7")], "not a JPEG, PNG or WebP"),
        (lambda: [SimpleUploadedFile("a.png", b"<svg onload='alert(1)'/>")], "not a JPEG, PNG"),
        (lambda: [picture((9, 9)), bomb()], "not a JPEG, PNG"),
        (lambda: [photo((9000, 5000), kind="PNG", mode="1", colour=0)], "too many pixels"),
    ],
)
def test_other_files_and_too_many_are_refused_and_nothing_is_sent(
    client, ann, order, photos, words
):
    client.force_login(ann)

    response = confirm(client, order, photos())

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Return.objects.exists()


def test_only_the_buyer_and_the_store_see_a_photo(client, ann, bea, dan, order):
    url = photo_url(photographed(order))
    statuses = {}

    for user in (ann, bea, dan, UserFactory(role="owner")):
        client.force_login(user)
        statuses[user] = client.get(url).status_code

    client.logout()
    assert list(statuses.values()) == [200, 200, 404, 404]
    assert client.get(url).status_code == 302


def test_a_guests_photo_needs_the_key(client, ann, store, order):
    goods_return = photographed(arrived(None, store))
    key = goods_return.order.guest_key
    client.force_login(ann)

    assert client.get(photo_url(goods_return, key)).status_code == 200
    assert client.get(photo_url(goods_return)).status_code == 404
    assert client.get(photo_url(goods_return, "x" * len(key))).status_code == 404


def test_no_proxy_stores_a_photo(client, ann, order):
    client.force_login(ann)

    response = client.get(photo_url(photographed(order)))

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_key_of_another_guest_opens_no_photo(client, store, order):
    goods_return, other = photographed(order), arrived(None, store)

    assert client.get(photo_url(goods_return, other.guest_key)).status_code == 404


def test_the_store_sees_the_photos_on_the_page_of_the_return(client, bea, order):
    goods_return = photographed(order)
    client.force_login(bea)

    page = client.get(reverse("shipping:return", args=[goods_return.number])).content.decode()

    assert f'src="{photo_url(goods_return)}"' in page


def test_photos_are_erased_with_the_texts(client, bea, order):
    photographed(order)

    url = photo_url(Return.objects.get())
    client.force_login(bea)
    assert client.get(url).status_code == 200

    erase_return_texts(OrdersErased([order.pk]))

    assert not ReturnPhoto.objects.exists()
    assert client.get(url).status_code == 404
