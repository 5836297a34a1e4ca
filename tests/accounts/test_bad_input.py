"""Invalid posts get an error message or a clear 4xx, never a 500."""

import pytest

FORMS = {
    "/accounts/login/": ["login", "password", "next"],
    "/accounts/signup/": ["role", "name", "email", "password1", "next"],
    "/accounts/password/reset/": ["email"],
    "/accounts/password/change/": ["oldpassword", "password1", "password2"],
    "/accounts/email/": ["email", "password"],
    "/me/": ["name", "phone", "language"],
    "/me/delete/": ["password", "email"],
    "/me/addresses/add/": ["label", "postcode", "line", "detail", "latitude", "longitude", "next"],
    "/i18n/setlang/": ["language", "next"],
}
FOR_VISITORS = {"/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"}
BAD = {
    "emoji": "🍜" * 200,
    "NUL": "a\x00b",
    "huge number": "9" * 400,
    "infinite": "inf",
    "not a number": "nan",
    "negative": "-1",
    "script": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE accounts_user; --",
    "lone half of a pair": "\\ud800",
    "long": "x" * 100_000,
    "long e-mail": "a" * 300 + "@example.com",
}


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_invalid_fields_get_no_server_error(client, ann, page, bad):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    response = client.post(page, dict.fromkeys(FORMS[page], bad))

    assert response.status_code in (200, 302, 400, 429)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", FORMS)
def test_ten_megabytes_are_refused(client, ann, page):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    response = client.post(page, {FORMS[page][0]: "x" * 10_000_000})

    assert response.status_code in (400, 413)


@pytest.mark.parametrize("page", FORMS)
def test_empty_posts_get_no_server_error(client, ann, page):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    assert client.post(page).status_code in (200, 400)


@pytest.mark.parametrize("extra", ["foo", "next"])
def test_a_password_with_a_nul_byte_gets_no_server_error(client, ann, extra):
    fields = {"login": ann.email, "password": "wrong", extra: "a\x00b"}

    response = client.post("/accounts/login/", fields)

    assert response.status_code in (200, 400)


@pytest.mark.parametrize("pk", ["0", "9" * 30, "-1", "x"])
def test_invalid_address_numbers_are_404(client, ann, pk):
    client.force_login(ann)

    assert client.get(f"/me/addresses/{pk}/").status_code == 404
