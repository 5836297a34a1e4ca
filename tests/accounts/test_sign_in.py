"""Signing in and out, and the state of the browser afterwards."""

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.views.sign_in import ResetPassword
from orders.carts import CartOwner, add_to_cart, carts_of
from orders.models import Cart
from tests.accounts.conftest import SIGN_IN, visitor_with
from tests.factories import PASSWORD, UserFactory
from tests.racing import together_in_processes


def test_sign_in_ignores_case(client, ann, sign_in):
    sign_in("ANN@Example.COM")

    assert get_user(client) == ann


def test_sign_in_with_a_wrong_password_says_so(client, ann, sign_in):
    response = sign_in(ann.email, "wrong")

    assert "do not belong together" in response.content.decode()
    assert get_user(client).is_anonymous


def test_sign_in_redirects_to_next(ann, sign_in):
    assert sign_in(ann.email, next="/orders/")["Location"] == "/orders/"


def test_sign_in_never_redirects_to_another_site(ann, sign_in):
    assert sign_in(ann.email, next="https://evil.example/")["Location"] == "/me/start/"


def test_sign_out_by_post_only(client, ann):
    client.force_login(ann)

    asked = client.get("/accounts/logout/")
    assert (asked.status_code, get_user(client)) == (200, ann)

    client.post("/accounts/logout/")
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(
    ("who", "page"), [("ann", "/"), ("bea", "/shop/"), ("cy", "/rides/")], ids=["Ann", "Bea", "Cy"]
)
def test_start_redirects_to_the_page_of_the_role(client, request, who, page):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/me/start/")["Location"] == page


def test_start_redirects_staff_to_the_stores(client, db):
    client.force_login(User.objects.create_superuser("boss@example.com"))

    assert client.get("/me/start/")["Location"] == "/"


def test_the_cart_of_a_visitor_is_merged_at_sign_in(client, ann, sign_in, noodles):
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    visitor_with(client, noodles)

    sign_in(ann.email)

    cart = carts_of(CartOwner(user=ann)).get()
    assert [line.quantity for line in cart.lines.all()] == [3]
    assert Cart.objects.count() == 1


def test_too_many_wrong_passwords_show_the_time_to_wait(client, ann, sign_in, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in("ann@example.com", "wrong")
    right = sign_in("Ann@Example.com")

    assert (response.status_code, right.status_code) == (429, 429)
    assert 0 < int(right["Retry-After"]) <= 15 * 60
    assert "Try again in 15 minutes." in right.content.decode()
    assert "Your account is safe" in right.content.decode()
    assert "Nothing was changed" not in right.content.decode()  # there was nothing to change
    assert get_user(client).is_anonymous


@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_count_across_processes(settings):
    UserFactory(email="ann@example.com")
    wrong = {"login": "ann@example.com", "password": "wrong"}
    right = {**wrong, "password": PASSWORD}

    tries = [lambda: Client().post(SIGN_IN, wrong).status_code] * settings.AXES_FAILURE_LIMIT
    together_in_processes(*tries)

    assert Client().post(SIGN_IN, right).status_code == 429


def test_a_lockout_does_not_affect_other_users(ann, dan, sign_in, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        sign_in(ann.email, "wrong")

    assert sign_in(dan.email).status_code == 302


def test_a_right_password_resets_the_wrong_ones(client, ann, sign_in, settings):
    for _round in range(2):
        for _try in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(ann.email, "wrong")
        assert sign_in(ann.email).status_code == 302
        client.post("/accounts/logout/")


def test_password_resets_are_limited_by_address(client, db):
    for _try in range(ResetPassword.limit.times):
        client.post("/accounts/password/reset/", {"email": "no"})

    response = client.post("/accounts/password/reset/", {"email": "ann@example.com"})

    assert (response.status_code, mail.outbox) == (429, [])


@pytest.mark.parametrize("path", ["3rdparty/", "reauthenticate/", "login/code/", "social/signup/"])
def test_other_pages_of_allauth_are_404(client, db, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_sign_in_redirects_signed_in_users(client, ann):
    client.force_login(ann)

    assert client.get(SIGN_IN)["Location"] == "/me/start/"
