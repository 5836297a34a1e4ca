"""Photos of pages: several widths, a description, never deleted while something shows them."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from landing.editing import save_section
from landing.photo_names import copy_name
from landing.publishing import publish
from tests.page_factories import draft_page, published_page


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def signed_in(client, bea, store):
    client.force_login(bea)


def picture(width=1600, height=1200):
    target = BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "JPEG")
    return SimpleUploadedFile("photo.jpg", target.getvalue())


def url(page, name, *args):
    return reverse(f"landing:{name}", args=[page.store.slug, page.slug, *args])


def uploaded(client, page, **options):
    client.post(url(page, "photos"), {"photo": picture(**options), "alt": "A garden"})
    return page.photos.get()


def hero(page):
    page.refresh_from_db()
    return page.draft["sections"][0]


def shown(client, page, photo):
    data = {"seen": page.revision, "headline": "Tea", "picked": photo.pk}
    client.post(url(page, "section", hero(page)["id"]), data)


def test_a_photo_has_copies_in_smaller_widths(client, page):
    photo = uploaded(client, page)

    name = photo.image.name
    assert (photo.width, photo.height) == (1200, 900)
    for width in (480, 800):
        with default_storage.open(copy_name(name, width)) as file:
            assert Image.open(file).size == (width, width * 3 // 4)
    widths = [part.split()[1] for part in photo.srcset.split(", ")]
    assert widths == ["480w", "800w", "1200w"]


def test_a_small_photo_is_not_enlarged(client, page):
    photo = uploaded(client, page, width=600, height=400)

    assert [part.split()[1] for part in photo.srcset.split(", ")] == ["480w", "600w"]


def test_what_is_no_photo_is_refused(client, page):
    data = {"photo": SimpleUploadedFile("photo.jpg", b"<script>"), "alt": ""}

    response = client.post(url(page, "photos"), data)

    assert response.status_code == 422
    assert "not a JPEG" in response.content.decode()


def test_a_section_takes_a_new_photo_and_shows_it(client, page):
    data = {"seen": 1, "headline": "Tea", "picked": "", "upload": picture(), "alt": "Leaves"}

    client.post(url(page, "section", hero(page)["id"]), data)

    preview = client.get(url(page, "preview")).content.decode()
    assert hero(page)["values"]["photo"]["alt"] == "Leaves"
    assert 'alt="Leaves"' in preview
    assert "800w" in preview
    assert 'width="1200" height="900"' in preview


def test_a_described_photo_is_described_in_the_draft(client, page):
    photo = uploaded(client, page)
    shown(client, page, photo)

    client.post(url(page, "photo", photo.pk), {"alt": "A slope of tea"})

    assert hero(page)["values"]["photo"]["alt"] == "A slope of tea"


def test_a_new_description_can_be_published(client, store, bea):
    page = published_page(store)
    photo = uploaded(client, page)
    shown(client, page, photo)
    page.refresh_from_db()
    publish(page, by=bea, seen=page.revision)

    client.post(url(page, "photo", photo.pk), {"alt": "A slope of tea"})
    page.refresh_from_db()
    version = publish(page, by=bea, seen=page.revision)

    assert version.sections[0].photo.alt == "A slope of tea"


def test_a_photo_sent_with_a_refused_section_stays_chosen(client, page, eve):
    row = hero(page)
    save_section(page, row["id"], {"headline": "Eve's"}, by=eve, seen=1)
    data = {"seen": 1, "headline": "Bea's", "picked": "", "upload": picture(), "alt": "Leaves"}

    response = client.post(url(page, "section", row["id"]), data)

    assert response.status_code == 409
    assert f'value="{page.photos.get().pk}" checked' in response.text


def test_the_photos_of_a_gallery_are_put_in_order(client, store):
    page = draft_page(store, sections=[("gallery", {"heading": "", "photos": []})])
    for _photo in range(3):
        client.post(url(page, "photos"), {"photo": picture(), "alt": "Leaves"})
    first, second, third = page.photos.order_by("pk").values_list("pk", flat=True)
    save_url = url(page, "section", hero(page)["id"])

    client.post(save_url, {"seen": 9, "picked": [first, second, third], "earlier": third})
    client.post(save_url, {"seen": 9, "picked": [first, third, second], "later": first})

    assert [photo["id"] for photo in hero(page)["values"]["photos"]] == [third, first, second]
    places = re.findall(r'name="picked" value="(\d+)"', client.get(url(page, "edit")).text)
    assert list(map(int, places)) == [third, first, second]


def test_a_photo_that_is_shown_stays(client, store):
    page = published_page(store)
    photo = uploaded(client, page)
    shown(client, page, photo)

    response = client.post(url(page, "photo", photo.pk), {"remove": "yes"}, follow=True)

    assert "it stays here" in response.content.decode()
    assert page.photos.exists()


def test_a_photo_that_a_version_shows_stays(client, store):
    page = draft_page(store)
    photo = uploaded(client, page)
    shown(client, page, photo)
    section = hero(page)
    client.post(url(page, "publish"), {"when": "now", "seen": page.revision})
    data = {"seen": page.revision, "headline": "Tea", "picked": ""}
    client.post(url(page, "section", section["id"]), data)

    client.post(url(page, "photo", photo.pk), {"remove": "yes"})

    assert hero(page)["values"]["photo"] is None
    assert page.versions.count() == page.photos.count() == 1


def test_another_photo_is_deleted(client, page):
    photo = uploaded(client, page)

    client.post(url(page, "photo", photo.pk), {"remove": "yes"})

    assert not page.photos.exists()


def test_a_photo_of_another_page_cannot_be_chosen(client, page, store):
    foreign = uploaded(client, draft_page(store))
    data = {"seen": 1, "headline": "Tea", "picked": foreign.pk}

    assert client.post(url(page, "section", hero(page)["id"]), data).status_code == 422
