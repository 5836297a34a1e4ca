"""Signing in, up and out, and what a browser keeps of it."""

import uuid

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.views.sign_in import ResetPassword, SignUp
from orders.carts import Holder, add_to_cart, carts_of
from orders.models import Cart
from tests.accounts.conftest import SIGN_IN, SIGN_UP
from tests.factories import PASSWORD, UserFactory
from tests.racing import together, together_in_processes


def visitor_with(client, product, quantity=2):
    """A cart of the browser that is not signed in."""
    key = uuid.uuid4()
    session = client.session
    session["visitor_key"] = str(key)
    session.save()
    return add_to_cart(Holder(visitor_key=key), product, [], quantity)


@pytest.mark.parametrize("role", ["customer", "owner", "rider"])
def test_sign_up_as_each_role(client, db, sign_up, role):
    response = sign_up(role=role)

    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/me/start/")
    assert (user.role, user.name, user.email) == (role, "Ann", "ann@new.com")
    assert get_user(client) == user


def test_sign_up_shows_the_role_the_link_wished_for(client, db):
    page = client.get(SIGN_UP, {"role": "rider"}).content.decode()

    assert 'value="rider" required checked' in page


def test_sign_up_refuses_an_unknown_role(sign_up, db):
    response = sign_up(role="admin")

    assert (response.status_code, User.objects.count()) == (200, 0)


def test_sign_up_keeps_the_email_lower_case(sign_up, db):
    sign_up(email="ANN@New.com")

    assert User.objects.get().email == "ann@new.com"


def test_sign_up_with_a_known_email_says_so(ann, sign_up):
    response = sign_up(email="ANN@example.com")

    assert "There is an account with this e-mail already." in response.content.decode()
    assert User.objects.count() == 1


def test_database_refuses_an_email_with_capitals(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Ann@example.com")


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_at_once_are_one_account():
    new = {"role": "customer", "name": "A", "email": "a@new.com", "password1": PASSWORD}

    answers = together(*[lambda: Client().post(SIGN_UP, new).status_code] * 2)

    assert sorted(answers) == [200, 302]
    assert User.objects.count() == 1


def test_sign_in_ignores_case(client, ann, sign_in):
    sign_in("ANN@Example.COM")

    assert get_user(client) == ann


def test_sign_in_with_a_wrong_password_says_so(client, ann, sign_in):
    response = sign_in(ann.email, "wrong")

    assert "do not belong together" in response.content.decode()
    assert get_user(client).is_anonymous


def test_sign_in_goes_where_next_says(ann, sign_in):
    assert sign_in(ann.email, next="/orders/")["Location"] == "/orders/"


def test_sign_in_never_leads_off_the_site(ann, sign_in):
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
def test_start_leads_to_the_page_of_the_role(client, request, who, page):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/me/start/")["Location"] == page


def test_start_leads_staff_to_the_stores(client, db):
    client.force_login(User.objects.create_superuser("boss@example.com"))

    assert client.get("/me/start/")["Location"] == "/"


def test_the_cart_of_a_visitor_is_there_after_sign_up(client, sign_up, noodles):
    visitor_with(client, noodles)

    sign_up()

    cart = carts_of(Holder(user=User.objects.get(email="ann@new.com"))).get()
    assert [(line.product, line.quantity) for line in cart.lines.all()] == [(noodles, 2)]


def test_the_cart_of_a_visitor_is_added_up_at_sign_in(client, ann, sign_in, noodles):
    add_to_cart(Holder(user=ann), noodles, [], 1)
    visitor_with(client, noodles)

    sign_in(ann.email)

    cart = carts_of(Holder(user=ann)).get()
    assert [line.quantity for line in cart.lines.all()] == [3]
    assert Cart.objects.count() == 1


def test_sign_up_sends_a_mail_to_confirm_the_email(client, sign_up, db):
    sign_up()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ann@new.com"], "Welcome to Jumun: is this your mailbox?")
    link = next(line for line in sent.body.splitlines() if "/confirm-email/" in line)
    path = link.split("testserver")[1]
    assert "Is <strong>ann@new.com</strong> your mailbox?" in client.get(path).content.decode()
    client.post(path)
    assert User.objects.get().emailaddress_set.get().verified


def test_a_broken_mail_server_breaks_no_sign_up(client, sign_up, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = sign_up()

    assert (response.status_code, get_user(client).email) == (302, "ann@new.com")


def test_too_many_wrong_passwords_end_in_a_page_that_says_when(client, ann, sign_in, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in("ann@example.com", "wrong")
    right = sign_in("Ann@Example.com")

    assert (response.status_code, right.status_code) == (429, 429)
    assert 0 < int(right["Retry-After"]) <= 15 * 60
    assert "Try again in 15 minutes." in right.content.decode()
    assert get_user(client).is_anonymous


@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_count_across_processes(settings):
    UserFactory(email="ann@example.com")
    wrong = {"login": "ann@example.com", "password": "wrong"}
    right = {**wrong, "password": PASSWORD}

    tries = [lambda: Client().post(SIGN_IN, wrong).status_code] * settings.AXES_FAILURE_LIMIT
    together_in_processes(*tries)

    assert Client().post(SIGN_IN, right).status_code == 429


def test_a_lockout_is_of_one_person_only(ann, dan, sign_in, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        sign_in(ann.email, "wrong")

    assert sign_in(dan.email).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, ann, sign_in, settings):
    for _round in range(2):
        for _try in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(ann.email, "wrong")
        assert sign_in(ann.email).status_code == 302
        client.post("/accounts/logout/")


def test_sign_ups_are_limited_by_address(sign_up, db):
    for _try in range(SignUp.limit.times):
        assert sign_up(email="no").status_code == 200

    assert sign_up().status_code == 429


def test_password_resets_are_limited_by_address(client, db):
    for _try in range(ResetPassword.limit.times):
        client.post("/accounts/password/reset/", {"email": "no"})

    response = client.post("/accounts/password/reset/", {"email": "ann@example.com"})

    assert (response.status_code, mail.outbox) == (429, [])


@pytest.mark.parametrize("path", ["3rdparty/", "reauthenticate/", "login/code/", "social/signup/"])
def test_pages_of_allauth_that_we_do_not_style_do_not_exist(client, db, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_signed_in_people_are_sent_on_from_sign_in(client, ann):
    client.force_login(ann)

    assert client.get(SIGN_IN)["Location"] == "/me/start/"
