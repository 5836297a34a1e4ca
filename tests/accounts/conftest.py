import re

import pytest
from django.core import mail
from django.urls import reverse

from orders.models import Cart
from tests.factories import PASSWORD

SIGN_IN, SIGN_UP, CODE = "/accounts/login/", "/accounts/signup/", "/accounts/signup/code/"


@pytest.fixture
def sign_in(client):
    """Signs in by the form, as a browser does; returns the response."""

    def by_form(email, password=PASSWORD, **more):
        return client.post(SIGN_IN, {"login": email, "password": password, **more})

    return by_form


@pytest.fixture
def ask_for_account(client):
    """Posts the sign-up form; returns the response."""

    def by_form(**fields):
        new = {"role": "customer", "name": "Ann", "email": "ann@new.com", "password1": PASSWORD}
        return client.post(SIGN_UP, {**new, **fields})

    return by_form


@pytest.fixture
def sign_up(client, ask_for_account):
    """Signs up by the form and the mailed code; returns the last response."""

    def by_form_and_code(**fields):
        response = ask_for_account(**fields)
        return client.post(CODE, {"code": code_in_the_mail()}) if mail.outbox else response

    return by_form_and_code


def code_in_the_mail():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def visitor_with(client, product, quantity=2):
    """Adds to the cart of a browser that is not signed in."""
    client.post(reverse("orders:add", args=[product.pk]), {"quantity": quantity})
    return Cart.objects.get(customer=None)
