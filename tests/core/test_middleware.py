import http.client
import json
from urllib.parse import urlencode

import pytest

from core.middleware import LARGEST_BODY

NUL_COOKIE = '"' + "\\000" * 32 + '"'


@pytest.fixture
def hall(settings, client):
    """A site of one page that repeats its input, below all the middleware."""
    settings.ROOT_URLCONF = "tests.core.echo_site"
    return client


@pytest.mark.parametrize("path", ["/%00", "/echo/?q=%00", "/echo/?%00=1"])
def test_a_nul_byte_in_the_address_is_a_bad_request(hall, path):
    assert hall.get(path).status_code == 400


@pytest.mark.parametrize("form", [{"name": "a\x00b"}, {"na\x00me": "a"}])
@pytest.mark.parametrize("content_type", ["multipart", "urlencoded"])
def test_a_nul_byte_in_a_form_is_a_bad_request(hall, form, content_type):
    if content_type == "multipart":
        response = hall.post("/echo/", form)
    else:
        response = hall.post(
            "/echo/", urlencode(form), content_type="application/x-www-form-urlencoded"
        )

    assert response.status_code == 400


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "django_language"])
def test_a_nul_byte_in_a_cookie_is_a_bad_request(hall, db, cookie):
    response = hall.get("/echo/", HTTP_COOKIE=f"{cookie}={NUL_COOKIE}")

    assert response.status_code == 400


def test_a_nul_byte_in_json_is_a_bad_request(hall):
    body = json.dumps({"name": "a\x00b"})

    assert hall.post("/echo/", body, content_type="application/json").status_code == 400


def test_fields_beyond_the_limit_are_too_large(hall, settings):
    big = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    assert hall.post("/echo/", {"name": big}).status_code == 413


def test_more_fields_than_any_form_has_are_a_bad_request(hall, settings):
    many = {f"field{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    assert hall.post("/echo/", many).status_code == 400


def test_an_oversized_body_is_refused_unread(hall):
    response = hall.generic("POST", "/echo/", b"x", CONTENT_LENGTH=str(LARGEST_BODY + 1))

    assert response.status_code == 413


def test_a_value_the_database_refuses_is_a_bad_request(hall, db):
    assert hall.get("/overflow/").status_code == 400


@pytest.mark.parametrize("text", ["김밥 🍙", "שלום", "<script>", "'; DROP TABLE orders_order; --"])
def test_ordinary_text_passes(hall, text):
    response = hall.post("/echo/", {"name": text})

    assert response.content.decode() == text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [LARGEST_BODY - 100, LARGEST_BODY + 1])
def test_a_field_of_ten_megabytes_is_refused(live_server, size):
    connection = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
    body = b"login=" + b"x" * (size - 6)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    connection.request("POST", "/accounts/login/", body, headers)

    assert connection.getresponse().status == 413
    connection.close()
