"""Whatever is posted, a form answers with a sentence or a clear 4xx, never with a 500."""

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
def test_bad_fields_are_answered(client, ann, page, bad):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    response = client.post(page, dict.fromkeys(FORMS[page], bad))

    assert response.status_code in (200, 302, 400, 429)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", FORMS)
def test_ten_megabytes_are_too_much(client, ann, page):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    response = client.post(page, {FORMS[page][0]: "x" * 10_000_000})

    assert response.status_code in (400, 413)


@pytest.mark.parametrize("page", FORMS)
def test_empty_posts_are_answered(client, ann, page):
    if page not in FOR_VISITORS:
        client.force_login(ann)

    assert client.post(page).status_code in (200, 400)


@pytest.mark.parametrize("extra", ["foo", "next"])
def test_a_wrong_password_with_a_stray_nul_is_answered(client, ann, extra):
    fields = {"login": ann.email, "password": "wrong", extra: "a\x00b"}

    response = client.post("/accounts/login/", fields)

    assert response.status_code in (200, 400)


@pytest.mark.parametrize("pk", ["0", "9" * 30, "-1", "x"])
def test_odd_address_numbers_are_not_found(client, ann, pk):
    client.force_login(ann)

    assert client.get(f"/me/addresses/{pk}/").status_code == 404
