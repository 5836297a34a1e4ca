"""Nonsense in every field of every form, found by looking at every page: a clear 4xx, never a 500."""

import http.client
import io
import itertools
import struct
import zlib
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.middleware import LARGEST_BODY
from tests.page_forms import PageForm, forms_of
from tests.site_map import make_world, routes

SCRIPT = "<script>alert('jumun')</script>"
NASTY = [
    "",
    SCRIPT,
    f"\"'>{SCRIPT}",
    "'; DROP TABLE orders_order; --",
    "-1",
    "9" * 40,
    "1e400",
    "NaN",
    "-0.000000001",
    "김밥 🍙 \u202eשלום\u202c",
    "\x00",
    "\ud83c".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "x" * 20_000,
    "../../etc/passwd",
    "{{ 7|add:7 }} %(x)s %s",
    "2026-13-45T99:99",
    "[]",
]
ROLES = ["customer", "owner", "rider", "guest"]
ROUTES = list(routes())


@pytest.fixture
def world(ann, bea, settings):
    return make_world(ann, bea, settings)


@pytest.fixture
def browser(world, request):
    """A browser of the role, which shows a 500 as a page rather than raising."""
    client = Client(raise_request_exception=False)
    person = {"customer": world.ann, "owner": world.bea, "rider": world.cy}.get(request.param)
    if person:
        client.force_login(person)
    return client


@contextmanager
def undone():
    """Nothing that happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_forms(client, world):
    """Every different form that this browser meets on the first page it may see of each route."""
    forms = {}
    for route in ROUTES:
        for form in first_page_forms(client, route, world):
            name = route.name if form.action.startswith("/shop/") else form.action
            forms.setdefault((name, *form.key[1:]), form)
    return list(forms.values())


def first_page_forms(client, route, world):
    for url in route.urls(world.fillings) if route.takes("get") else ():
        with undone():
            response = client.get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            return forms_of(url, response.content.decode())
    return []


def refuse_trouble(response, sent):
    page = response.content.decode(errors="replace")
    assert response.status_code < 500, sent
    assert SCRIPT not in page, sent


def send(client, form, **changed):
    """Post the form with some fields changed, and look at what the reader sees then."""
    with undone():
        response = client.post(form.action, {**form.fields, **changed}, follow=True)
    refuse_trouble(response, (form.action, changed))
    return response


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_no_field_of_any_form_can_break_a_page(browser, world):
    forms = found_forms(browser, world)
    assert forms

    for form in forms:
        for turn, name in enumerate(form.fields):
            for nasty in itertools.islice(itertools.cycle(NASTY), turn, turn + 4):
                send(browser, form, **{name: nasty})


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_no_mixture_of_nonsense_can_break_a_page(browser, world):
    forms = found_forms(browser, world)
    values = st.sampled_from(NASTY) | st.text(max_size=80) | st.integers().map(str)

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def throw(data):
        form = data.draw(st.sampled_from(forms))
        names = (
            data.draw(st.lists(st.sampled_from(sorted(form.fields)), unique=True))
            if form.fields
            else []
        )
        send(browser, form, **{name: data.draw(values) for name in names})

    throw()


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_a_post_without_any_field_breaks_no_page(browser, world):
    for route in ROUTES:
        for url in itertools.islice(route.urls(world.fillings), 12):
            send(browser, PageForm(url))


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_nonsense_in_a_query_breaks_no_page(browser, world):
    names = [
        "q",
        "page",
        "category",
        "status",
        "sort",
        "next",
        "role",
        "store",
        "from",
        "to",
        "lat",
        "since",
        "until",
        "seen",
        "hears",
    ]
    for turn, route in enumerate(ROUTES):
        url = next(route.urls(world.fillings))
        for nasty in itertools.islice(itertools.cycle(NASTY), turn, turn + 4):
            with undone():
                response = browser.get(f"{url}?{urlencode(dict.fromkeys(names, nasty[:2000]))}")
            refuse_trouble(response, (url, nasty))


@pytest.mark.parametrize("browser", ROLES, indirect=True)
@pytest.mark.parametrize(
    "nasty", ["9" * 19, "9" * 5000, "0", "%00", "'", "%F0%9F%8D%99", "%FF", "..."]
)
def test_nonsense_in_the_gap_of_a_url_breaks_no_page(browser, world, nasty):
    for route in ROUTES:
        for gap in route.gaps:
            for url in bent_urls(route, world.fillings, gap, nasty):
                with undone():
                    refuse_trouble(browser.get(url), url)
                with undone():
                    refuse_trouble(browser.post(url), url)


def bent_urls(route, fillings, gap, nasty):
    """One URL of the route, with something else where the gap's value was."""
    value = fillings[gap][0]
    url = next(route.urls({**fillings, gap: [value]}))
    yield nasty.join(url.rsplit(str(value), 1))


def png_of(width, height):
    """A PNG that claims a size and holds no pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def truncated_jpeg():
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(target, "JPEG")
    return target.getvalue()[:-400]


BAD_PHOTOS = {
    "a PDF": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n",
    "nothing": b"",
    "a huge picture": png_of(60_000, 60_000),
    "an endless picture": png_of(2**31 - 1, 2**31 - 1),
    "a picture cut off": truncated_jpeg(),
    "a script": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode(),
    "noise": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("browser", ["owner"], indirect=True)
def test_what_is_no_photo_is_refused(browser, world):
    forms = [form for form in found_forms(browser, world) if form.files]
    assert forms

    for form, what in itertools.product(forms, BAD_PHOTOS):
        for name in form.files:
            photo = SimpleUploadedFile(f"{what}.jpg", BAD_PHOTOS[what], "image/jpeg")
            assert "is-invalid" in send(browser, form, **{name: photo}).content.decode(), what


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY - 100, 400), (LARGEST_BODY + 1, 413)])
def test_a_field_of_ten_megabytes_is_refused(live_server, size, status):
    connection = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
    body = b"login=" + b"x" * (size - 6)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    connection.request("POST", "/accounts/login/", body, headers)

    assert connection.getresponse().status == status
    connection.close()


def test_a_form_in_another_encoding_than_utf_8_is_refused(client, db, settings):
    for settings.DEBUG in (False, True):
        kind = "application/x-www-form-urlencoded; charset=utf-16"

        response = client.post("/accounts/login/", b"login=ann", content_type=kind)

        assert response.status_code == 400
