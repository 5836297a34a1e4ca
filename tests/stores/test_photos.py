from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.throttle import count
from stores.photos import UPLOADS
from tests.job_runner import run_jobs

RED, BLUE = (255, 0, 0), (0, 0, 255)


def photo(size=(40, 20), kind="JPEG", name="photo.jpg", **options):
    image = Image.new(options.pop("mode", "RGB"), size, options.pop("colour", RED))
    target = BytesIO()
    image.save(target, kind, **options)
    return SimpleUploadedFile(name, target.getvalue())


def from_a_phone():
    """Half red, half blue, rotated by EXIF orientation, with a GPS position."""
    image = Image.new("RGB", (400, 200), RED)
    image.paste(BLUE, (200, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: 90° clockwise
    exif.get_ifd(0x8825)[2] = (37.0, 34.0, 12.0)  # latitude
    exif[0x8825] = {1: "N", 2: (37.0, 34.0, 12.0)}
    target = BytesIO()
    image.save(target, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.JPG", target.getvalue())


@pytest.fixture
def send(owner, noodles, to):
    """Posts the noodles' form with a photo; returns the product or the errors."""

    def sending(upload=None, **more):
        sent = {"name": "물냉면", "price": "9000", "section": noodles.section.pk} | more
        if upload:
            sent["photo"] = upload
        response = owner.post(to("product", noodles.pk), sent)
        noodles.refresh_from_db()
        return noodles if response.status_code == 302 else response.context["form"].errors

    return sending


def test_a_photo_is_re_encoded_and_shrunk(send):
    product = send(photo((4000, 2000)))

    image = Image.open(product.photo)
    assert (image.format, image.size) == ("WEBP", (1200, 600))
    assert product.photo.name.startswith("product/")


def test_a_phone_photo_is_rotated_and_has_no_location(send):
    product = send(from_a_phone())

    image = Image.open(product.photo)
    assert image.size == (200, 400)
    assert dict(image.getexif()) == {}
    top, bottom = image.getpixel((100, 50)), image.getpixel((100, 350))
    assert top[0] > 200 > bottom[0]
    assert b"GPS" not in product.photo.open().read()


def test_a_transparent_photo_gets_a_white_background(send):
    product = send(photo(kind="PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert Image.open(product.photo).getpixel((5, 5)) == (255, 255, 255)


def bomb():
    """A PNG header that claims 50,000 by 50,000 pixels."""
    body = bytearray(photo(kind="PNG").read())
    body[16:24] = (50_000).to_bytes(4, "big") * 2
    return SimpleUploadedFile("bomb.png", bytes(body))


@pytest.mark.parametrize(
    "upload",
    [
        lambda: SimpleUploadedFile("menu.jpg", b"%PDF-1.7 not a photo" * 100, "image/jpeg"),
        lambda: SimpleUploadedFile("x.jpg", b""),
        lambda: SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>"),
        lambda: SimpleUploadedFile("cut.jpg", photo((400, 400)).read()[:300]),
        lambda: photo(kind="GIF", name="x.gif"),
        lambda: photo((9000, 5000), kind="PNG", mode="1", colour=0),
        bomb,
        lambda: SimpleUploadedFile("big.jpg", photo().read() + b"x" * 9 * 1024 * 1024),
    ],
    ids=["pdf", "empty", "svg", "cut", "gif", "many pixels", "bomb", "9 MB"],
)
def test_invalid_photos_are_refused(send, upload):
    errors = send(upload())

    assert list(errors) == ["photo"]


@pytest.mark.parametrize(
    ("size", "kind", "options"),
    [
        ((6300, 6300), "PNG", {"mode": "1", "colour": 0}),
        ((6300, 2000), "WEBP", {"lossless": True, "method": 0}),
        ((6300, 6300), "JPEG", {"mode": "L", "colour": 0, "progressive": True}),
    ],
)
def test_a_photo_of_too_many_pixels_is_refused_with_a_hint(send, size, kind, options):
    errors = send(photo(size, kind=kind, **options))

    assert errors["photo"] == [
        "This photo has too many pixels: at most 50,000,000 as JPEG, 12,500,000 as PNG and 6,000,000 as"
        " WebP. Make it smaller, or save it as JPEG."
    ]


def test_a_large_jpeg_of_a_phone_is_accepted(send):
    product = send(photo((8160, 6120), mode="L", colour=0))

    assert Image.open(product.photo).size == (1200, 900)


def test_photos_are_limited_for_each_owner_and_hour(owner, bea, noodles, to):
    for _time in range(UPLOADS.times):
        count(UPLOADS, f"user-{bea.pk}")

    sent = {"name": "물냉면", "price": "9000", "section": noodles.section.pk}
    without = owner.post(to("product", noodles.pk), sent)
    response = owner.post(to("product", noodles.pk), {**sent, "photo": photo()})

    assert (without.status_code, response.status_code) == (302, 429)


def test_a_new_photo_deletes_the_old_file_after_the_commit(send):
    first = send(photo()).photo.name
    second = send(photo(colour=BLUE)).photo.name

    assert default_storage.exists(first)
    run_jobs()
    assert (default_storage.exists(first), default_storage.exists(second)) == (False, True)


def test_a_photo_stays_without_an_upload_and_can_be_removed(send):
    name = send(photo()).photo.name
    assert send().photo.name == name

    product = send(**{"photo-clear": "on"})

    run_jobs()
    assert (product.photo.name, default_storage.exists(name)) == ("", False)


def test_deleting_a_section_deletes_its_photos(owner, send, section, to):
    name = send(photo()).photo.name

    owner.post(to("delete", "section", section.pk))

    run_jobs()
    assert not default_storage.exists(name)


def test_media_serves_photos_with_long_caching_and_nosniff(client, send):
    url = send(photo()).photo.url

    response = client.get(url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["product/", "../secret_key", "product/x.html", f"product/{'x' * 500}.webp", "product/no.webp"],
)
def test_media_serves_nothing_else(client, db, path):
    default_storage.save("product/x.html", ContentFile(b"<script>"))

    assert client.get(f"/media/{path}").status_code == 404


def test_a_photo_of_a_store_is_checked(owner, store, to):
    upload = SimpleUploadedFile("menu.jpg", b"%PDF-1.7")

    response = owner.post(reverse("stores:edit", args=[store.slug]), {"photo": upload})

    assert "photo" in response.context["form"].errors
