from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import User
from orders.carts import CartOwner, carts_of
from tests.accounts.conftest import visitor_with
from tests.accounts.google_stub import GoogleStub
from tests.factories import PASSWORD, UserFactory
from tests.racing import together

GO = "/accounts/google/login/"
BACK = "/accounts/google/login/callback/"
PERSON = {
    "id": "1234567890",
    "email": "Ann.Lee@gmail.com",
    "verified_email": True,
    "name": "이안나",
    "given_name": "안나",
    "family_name": "이",
}


@pytest.fixture
def keys(settings):
    settings.GOOGLE_CLIENT_ID = "our-id"
    google = {**settings.SOCIALACCOUNT_PROVIDERS["google"]}
    google["APPS"] = [{"client_id": "our-id", "secret": "our-secret", "key": ""}]
    settings.SOCIALACCOUNT_PROVIDERS = {"google": google}


@pytest.fixture
def google(keys, monkeypatch, db):
    stub = GoogleStub()
    stub.person = PERSON
    monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", stub.url + "/token")
    monkeypatch.setattr(GoogleOAuth2Adapter, "identity_url", stub.url + "/userinfo")
    yield stub
    stub.close()


def through_google(client, **more):
    """Starts a sign-in by Google and returns with a code."""
    asked = parse_qs(urlsplit(client.post(GO, more)["Location"]).query)
    return client.get(BACK, {"state": asked["state"][0], "code": "a-code"})


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_without_keys_there_is_no_button(client, db, page):
    response = client.get(page)

    assert "Google" not in response.content.decode()
    assert "google" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", [GO, BACK, "/accounts/google/cancelled/"])
def test_without_keys_the_pages_do_not_exist(client, db, page):
    assert client.get(page).status_code == 404
    assert client.post(GO).status_code == 404


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_with_keys_the_csp_allows_the_redirect_to_google(client, db, keys, page):
    response = client.get(page)

    assert f'action="{GO}"' in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "form-action 'self' https://accounts.google.com" in policy


def test_the_button_redirects_to_google_with_pkce_and_our_scopes(client, db, keys):
    target = urlsplit(client.post(GO)["Location"])

    asked = parse_qs(target.query)
    assert target.netloc == "accounts.google.com"
    assert asked["client_id"] == ["our-id"]
    assert set(asked["scope"][0].split()) == {"profile", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"https://testserver{BACK}"]


def test_a_get_shows_a_button(client, db, keys):
    response = client.get(GO)

    assert (response.status_code, "Continue with Google" in response.content.decode()) == (
        200,
        True,
    )


def test_sign_up_through_google_ends_as_a_signed_in_customer(client, google):
    response = through_google(client)

    ann = User.objects.get()
    assert response["Location"] == "/me/start/"
    assert (ann.email, ann.name, ann.role) == ("ann.lee@gmail.com", "이안나", "customer")
    assert (get_user(client), ann.has_usable_password()) == (ann, False)
    assert "code_verifier" in google.token_requests[0]


def test_the_cart_of_a_visitor_is_there_after_google(client, google, noodles):
    visitor_with(client, noodles, quantity=2)

    through_google(client)

    user = User.objects.get(email="ann.lee@gmail.com")
    assert carts_of(CartOwner(user=user)).get().lines.get().quantity == 2


def test_a_second_visit_is_a_sign_in(client, google):
    through_google(client)
    client.post("/accounts/logout/")

    through_google(client, next="/orders/")

    assert get_user(client) == User.objects.get()


def test_a_verified_email_signs_in_to_its_account(client, google, sign_up):
    sign_up(email="ann.lee@gmail.com")
    client.post("/accounts/logout/")

    through_google(client)

    assert (get_user(client), User.objects.count()) == (User.objects.get(), 1)


@pytest.mark.parametrize("email", ["ann@example.com", "new@example.com", ""])
def test_an_unverified_email_is_refused_and_discloses_nothing(client, google, ann, email):
    google.person = {**PERSON, "email": email, "verified_email": False}

    response = client.get(through_google(client)["Location"], follow=True)

    assert "Google has not verified your e-mail." in response.content.decode()
    assert get_user(client).is_anonymous
    assert list(User.objects.all()) == [ann]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann\x00\x1b Lee", "Ann Lee"),
        ("Ann\ud800", "Ann"),
        ("\u3164\x07", ""),
        ("A" * 70, "A" * 60),
    ],
)
def test_a_name_is_what_can_be_kept_and_seen_of_it(client, google, name, shown):
    google.person = {**PERSON, "name": name, "given_name": name, "locale": {name: [name]}}

    through_google(client)

    assert get_user(client).name == shown


@pytest.mark.parametrize(
    "person",
    [
        {**PERSON, "sub": ""},
        {**PERSON, "id": None},
        {**PERSON, "id": 1234567890},
        {**PERSON, "id": " "},
        {**PERSON, "id": "12345\x0067890"},
        {**PERSON, "id": "1" * 1000},
        {**PERSON, "email": "ann\x00.lee@gmail.com"},
        {**PERSON, "email": ["ann.lee@gmail.com"]},
        {"email": "ann.lee@gmail.com", "verified_email": True},
        ["ann.lee@gmail.com"],
    ],
)
def test_an_answer_that_names_nobody_is_refused_as_an_unverified_email_is(
    client, google, ann, person
):
    google.person = {**PERSON, "verified_email": False}
    usual = through_google(client)["Location"]
    google.person = person

    response = client.get(through_google(client)["Location"], follow=True)

    assert response.request["PATH_INFO"] == usual
    assert "Google has not verified your e-mail." in response.content.decode()
    assert get_user(client).is_anonymous
    assert (list(User.objects.all()), SocialAccount.objects.count()) == ([ann], 0)


def test_a_connected_account_signs_in_with_an_unverified_email(client, google):
    through_google(client)
    client.post("/accounts/logout/")
    google.person = {**PERSON, "email": "new@gmail.com", "verified_email": False}

    through_google(client)

    assert get_user(client) == User.objects.get(email="ann.lee@gmail.com")


@pytest.mark.django_db(transaction=True)
def test_concurrent_returns_in_two_tabs_sign_in_or_ask_again(google):
    user = UserFactory(email="ann.lee@gmail.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    tabs = [Client(), Client()]
    states = [parse_qs(urlsplit(tab.post(GO)["Location"]).query)["state"][0] for tab in tabs]

    def back(tab, state):
        return tab.get(BACK, {"state": state, "code": "a-code"})["Location"]

    ends = together(*(partial(back, *each) for each in zip(tabs, states, strict=True)))

    assert "/me/start/" in ends
    assert set(ends) <= {"/me/start/", GO}
    assert SocialAccount.objects.get().user == user


def test_a_strangers_password_is_removed_when_the_mailbox_is_verified(client, google, ann):
    User.objects.update(email="ann.lee@gmail.com")  # an e-mail that was never confirmed
    EmailAddress.objects.create(user=ann, email="ann.lee@gmail.com", primary=True)

    through_google(client)

    assert not User.objects.get().has_usable_password()


def test_a_pending_email_of_another_can_sign_up_by_google(client, google, dan):
    other_browser = Client()
    other_browser.force_login(dan)
    other_browser.post("/accounts/email/", {"email": "ann.lee@gmail.com", "password": PASSWORD})

    through_google(client)

    assert get_user(client) == User.objects.get(email="ann.lee@gmail.com") != dan


def test_cancelling_at_google_shows_a_page(client, google):
    asked = parse_qs(urlsplit(client.post(GO)["Location"]).query)
    answer = {"state": asked["state"][0], "error": "access_denied"}

    response = client.get(BACK, answer, follow=True)

    assert (response.status_code, get_user(client).is_anonymous) == (200, True)
    assert "You came back from Google" in response.content.decode()


@pytest.mark.parametrize("query", [{}, {"code": "x"}, {"code": "x", "state": "made-up"}])
def test_an_invalid_return_shows_a_message(client, google, query):
    response = client.get(BACK, query)

    assert response.status_code == 401
    assert "Google could not sign you in" in response.content.decode()


def test_an_error_of_google_shows_a_message(client, google):
    google.is_down = True

    assert through_google(client).status_code == 401


def test_connecting_ends_at_the_profile(client, google, ann):
    client.force_login(ann)

    assert through_google(client, process="connect")["Location"] == "/me/"
