"""The cookie of a browser whose user is not signed in."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from accounts import visitors
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, CartLine
from tests.accounts.conftest import visitor_with

CARTS = "/cart/"
COOKIE = "visitor"


def cookie_of(client):
    return client.cookies[COOKIE].value


def carts_shown_to(cookie):
    client = Client()
    client.cookies[COOKIE] = cookie
    return "물냉면" in client.get(CARTS).content.decode()


def test_the_cookie_is_protected_as_that_of_a_session(client, noodles, settings):
    settings.SESSION_COOKIE_SECURE = True
    visitor_with(client, noodles)

    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert timedelta(seconds=cookie["max-age"]) == timedelta(days=30)


def test_a_visitor_has_no_session(client, noodles):
    visitor_with(client, noodles)
    client.get(CARTS)

    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


def test_an_altered_cookie_shows_no_cart(client, noodles):
    cart = visitor_with(client, noodles)
    content, time, signature = cookie_of(client).split(":")
    another = signing.b64_encode(f'["{cart.visitor_key.hex}",9]'.encode()).decode()

    assert carts_shown_to(cookie_of(client))
    for forged in (
        f"{another}:{time}:{signature}",
        f"{content}:{time}:{signature[:-1]}",
        f"{content}:zzzzzz:{signature}",
        content,
        cart.visitor_key.hex,
        '"\\000"',
        "",
    ):
        assert not carts_shown_to(forged)


def test_a_key_signed_for_another_purpose_shows_no_cart(client, noodles):
    cart = visitor_with(client, noodles)
    content = [cart.visitor_key.hex, 2]

    assert carts_shown_to(signing.dumps(content, salt=visitors.SALT))
    assert not carts_shown_to(signing.dumps(content, salt="accounts.device"))
    assert not carts_shown_to(signing.dumps(content))


def test_a_cookie_of_a_former_secret_key_is_valid(client, noodles, settings):
    visitor_with(client, noodles)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-the-same-site"

    assert carts_shown_to(cookie_of(client))
    settings.SECRET_KEY_FALLBACKS = []
    assert not carts_shown_to(cookie_of(client))


def test_an_expired_cookie_shows_no_cart(client, noodles, monkeypatch):
    visitor_with(client, noodles)

    monkeypatch.setattr(visitors, "VISITOR_AGE", timedelta(seconds=-1))

    assert not carts_shown_to(cookie_of(client))


def test_the_cart_in_a_session_of_before_is_not_lost(client, noodles):
    key = uuid.uuid4()
    add_to_cart(CartOwner(visitor_key=key), noodles, [], 2)
    session = client.session
    session["visitor_key"] = str(key)
    session.save()

    assert 'class="count">2<' in client.get("/").content.decode()
    del client.cookies["sessionid"]
    visitor_with(client, noodles, quantity=1)

    line = CartLine.objects.get()
    assert (line.cart.visitor_key, line.quantity) == (key, 3)


def test_nothing_of_a_visitor_is_left_after_signing_in_and_out(client, ann, sign_in, noodles):
    visitor_with(client, noodles)
    client.get("/")  # shows the message of it
    sign_in(ann.email)
    assert (get_user(client), cookie_of(client)) == (ann, "")

    client.post("/accounts/logout/")
    page = client.get(CARTS).content.decode()

    assert "물냉면" not in page
    assert 'class="count" hidden>0<' in page
    assert Cart.objects.get().customer == ann


def test_a_cookie_set_while_signing_in_in_another_tab_is_deleted_at_sign_out(client, ann, noodles):
    visitor_with(client, noodles)
    client.force_login(ann)

    client.post("/accounts/logout/")

    assert cookie_of(client) == ""


def test_a_failed_sign_in_does_not_lose_the_cart(client, ann, sign_in, noodles):
    visitor_with(client, noodles)

    sign_in(ann.email, "wrong")

    assert carts_shown_to(cookie_of(client))


@pytest.mark.parametrize("path", ["/", CARTS])
def test_pages_vary_by_cookie(client, db, path):
    assert "Cookie" in client.get(path)["Vary"]


@pytest.mark.urls("tests.core.failing_urls")
def test_a_failing_page_changes_no_cookie(client, ann, noodles):
    visitor_with(client, noodles)
    before = cookie_of(client)
    client.force_login(ann)
    client.raise_request_exception = False

    answer = client.get("/fails/500/")

    assert (answer.status_code, cookie_of(client)) == (500, before)


@pytest.mark.parametrize("content", [["no-uuid", 1], [None, 1], [1, 1], ["a", 1, 2], "text", 7])
def test_a_cookie_of_another_release_counts_as_none(client, noodles, content):
    client.cookies[COOKIE] = signing.dumps(content, salt=visitors.SALT)

    assert client.get(CARTS).status_code == 200
    assert client.post(f"/cart/add/{noodles.pk}/").status_code == 302
