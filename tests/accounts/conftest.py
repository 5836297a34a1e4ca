import pytest

from tests.factories import PASSWORD

SIGN_IN, SIGN_UP = "/accounts/login/", "/accounts/signup/"


@pytest.fixture
def sign_in(client):
    """Signs in by the form, as a browser does; gives the response."""

    def by_form(email, password=PASSWORD, **more):
        return client.post(SIGN_IN, {"login": email, "password": password, **more})

    return by_form


@pytest.fixture
def sign_up(client):
    """Signs up by the form; gives the response."""

    def by_form(**fields):
        new = {"role": "customer", "name": "Ann", "email": "ann@new.com", "password1": PASSWORD}
        return client.post(SIGN_UP, {**new, **fields})

    return by_form
