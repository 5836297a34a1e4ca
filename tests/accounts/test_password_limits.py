"""Guessing passwords is slow from any address, and does not lock users out of their accounts."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user
from django.core import mail
from django.test import Client, RequestFactory

from accounts.adapters import MAILS, RESET_MAILS
from accounts.password_limits import (
    OF_ACCOUNT,
    OF_ADDRESS,
    OF_DEVICE,
    OWN_PASSWORD,
    account_key,
)
from core.throttle import Limit, count
from tests.accounts.conftest import SIGN_IN
from tests.factories import PASSWORD, UserFactory

RESET = "/accounts/password/reset/"


def guess(email, address, password="wrong", client=None):
    tried = {"login": email, "password": password}
    return (client or Client()).post(SIGN_IN, tried, REMOTE_ADDR=address)


def is_let_through(email, address):
    """Whether a wrong password gets checked; faster than by the page."""
    request = RequestFactory().post(SIGN_IN, REMOTE_ADDR=address)
    assert authenticate(request, email=email, password="wrong") is None
    return not request.axes_locked_out


def slow_down(email):
    """Use up the account's limits, up to the longest pause."""
    pause = Limit(f"{OF_ACCOUNT.name}-{OF_ACCOUNT.longest_pause}", 1, OF_ACCOUNT.longest_pause)
    many = Limit(OF_ACCOUNT.name, 1000, OF_ACCOUNT.seconds)
    for limit, times in ((pause, 1), (many, OF_ACCOUNT.times + 10)):
        for _time in range(times):
            count(limit, account_key(email))


def new_password_by_mail(client, email):
    client.post(RESET, {"email": email})
    link = next(line for line in mail.outbox[0].body.split() if "/reset/key/" in line)
    form = client.get(urlsplit(link).path, follow=True).redirect_chain[-1][0]
    new = "a wholly new horse"
    client.post(form, {"password1": new, "password2": new})
    return new


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["ann@example.com", "nobody@example.com"])
def test_guessing_from_many_addresses_is_slow(ann, email):
    let_through = [is_let_through(email, f"10.1.1.{turn}") for turn in range(40)]

    assert set(let_through[: OF_ACCOUNT.times]) == {True}
    assert sum(let_through) <= OF_ACCOUNT.times + 8  # one after each pause


def test_a_new_browser_is_limited_even_with_the_right_password(ann):
    slow_down(ann.email)

    response = guess(ann.email, "10.9.9.9", PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= OF_ACCOUNT.longest_pause


def test_a_trusted_browser_signs_in_while_others_guess(client, ann, sign_in):
    sign_in(ann.email)
    client.post("/accounts/logout/")
    slow_down(ann.email)

    assert sign_in(ann.email).status_code == 302
    assert get_user(client) == ann


def test_guessing_from_the_same_address_does_not_lock_out_a_trusted_browser(
    client, ann, sign_in, settings
):
    sign_in(ann.email)
    client.post("/accounts/logout/")
    for _try in range(settings.AXES_FAILURE_LIMIT):
        is_let_through(ann.email, "127.0.0.1")

    assert guess(ann.email, "127.0.0.1", PASSWORD).status_code == 429
    assert sign_in(ann.email).status_code == 302


def test_a_trusted_browser_has_a_limit_of_its_own(client, ann, sign_in, settings):
    sign_in(ann.email)
    client.post("/accounts/logout/")

    tries = OF_DEVICE.times + settings.AXES_FAILURE_LIMIT + 1
    answers = [sign_in(ann.email, "wrong").status_code for _try in range(tries)]

    assert (answers[0], answers[-1]) == (200, 429)


@pytest.mark.parametrize("cookie", ["", "nonsense", "e30:1tabc:forged", "x" * 5000])
def test_a_forged_cookie_does_not_make_a_browser_trusted(client, ann, cookie):
    slow_down(ann.email)
    client.cookies["device"] = cookie

    assert guess(ann.email, "10.9.9.9", PASSWORD, client).status_code == 429


def test_a_browser_trusted_with_one_account_is_not_with_others(client, ann, dan, sign_in):
    sign_in(dan.email)
    client.post("/accounts/logout/")
    slow_down(ann.email)

    assert sign_in(ann.email).status_code == 429


def test_a_password_reset_signs_in_while_others_guess(client, ann, sign_in):
    slow_down(ann.email)
    page = sign_in(ann.email)
    assert RESET in page.content.decode()

    new = new_password_by_mail(client, ann.email)

    assert sign_in(ann.email, new).status_code == 302


def test_a_password_reset_signs_in_on_a_known_browser_with_too_many_wrong_ones(
    client, ann, sign_in, settings
):
    sign_in(ann.email)
    client.post("/accounts/logout/")
    for _try in range(OF_DEVICE.times + settings.AXES_FAILURE_LIMIT):
        sign_in(ann.email, "wrong")
    assert sign_in(ann.email).status_code == 429

    new = new_password_by_mail(client, ann.email)

    assert sign_in(ann.email, new).status_code == 302


def test_the_operator_resets_the_limit_of_an_account(client, ann, admin_client):
    slow_down(ann.email)

    admin_client.post("/admin/accounts/user/", {"action": "let_in", "_selected_action": ann.pk})

    assert guess(ann.email, "10.9.9.9", PASSWORD).status_code == 302


@pytest.mark.parametrize("address", ["10.1.2.3", "2001:db8:1:2::{:x}"])
def test_guessing_for_many_accounts_is_limited_by_address_or_network(db, address):
    let_through = [
        is_let_through(f"{turn}@example.com", address.format(turn + 1))
        for turn in range(OF_ADDRESS.times + 1)
    ]

    assert (set(let_through[:-1]), let_through[-1]) == ({True}, False)


def test_right_passwords_do_not_count(ann):
    answers = [guess(ann.email, "10.1.2.3", PASSWORD) for _time in range(OF_ACCOUNT.times + 1)]

    assert {answer.status_code for answer in answers} == {302}


PAGES = [
    ("/accounts/password/change/", {"oldpassword": "no", "password1": "x", "password2": "x"}),
    ("/me/delete/", {"password": "no"}),
    ("/accounts/email/", {"email": "new@example.com", "password": "no"}),
]


def test_pages_that_ask_for_the_password_share_one_limit(client, ann):
    client.force_login(ann)

    answers = [client.post(*PAGES[turn % 3]).status_code for turn in range(OWN_PASSWORD.times + 1)]

    assert (set(answers[:-1]), answers[-1]) == ({200}, 429)


def flood(path, times, form):
    """Request mails, each from another IP address; all responses are alike."""
    answers = [
        Client().post(path, form, REMOTE_ADDR=f"10.1.1.{turn}")["Location"] for turn in range(times)
    ]
    assert len(set(answers)) == 1


def test_mails_to_one_mailbox_are_limited(ann):
    flood(RESET, RESET_MAILS.times + 1, {"email": ann.email})

    assert len(mail.outbox) == RESET_MAILS.times


def test_password_resets_have_a_limit_apart_from_other_mails(ann):
    new = {"role": "customer", "name": "Eve", "email": ann.email, "password1": PASSWORD}
    flood("/accounts/signup/", MAILS.times + 1, new)
    assert len(mail.outbox) == MAILS.times

    flood(RESET, 1, {"email": ann.email})

    assert mail.outbox[-1].subject == "A new password for Jumun"


@pytest.mark.django_db
def test_mail_limits_do_not_disclose_which_emails_have_an_account(ann):
    errors = []
    for email in (ann.email, "who@example.com"):
        new = {"role": "customer", "name": "Eve", "email": email, "password1": PASSWORD}
        flood("/accounts/signup/", MAILS.times + 1, new)
        page = Client().post(RESET, {"email": email}, follow=True)
        errors.append([str(message) for message in page.context["messages"]])

    assert errors == [[], []]


@pytest.fixture
def boss(db):
    return UserFactory(email="boss@example.com", is_staff=True, is_superuser=True)


def answers_to_guesses(email, address):
    """The status and the page of each, without its tokens."""
    for _try in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = guess(email, address)
        yield answer.status_code, re.sub(rf"\w{{32,}}|{email}", "", answer.content.decode())


def test_guessing_does_not_disclose_who_is_an_administrator(boss, ann):
    emails = (boss.email, ann.email, "nobody@example.com")

    of_boss, of_ann, of_nobody = (
        [*answers_to_guesses(email, f"10.8.8.{turn}")] for turn, email in enumerate(emails)
    )

    assert of_boss == of_ann == of_nobody
    assert (of_boss[0][0], of_boss[-1][0]) == (200, 429)


def test_known_browsers_do_not_disclose_it_either(boss, ann):
    statuses = {}
    for user in (boss, ann):
        guess(user.email, "10.8.9.1", PASSWORD, browser := Client())
        browser.post("/accounts/logout/")
        tries = [guess(user.email, "10.8.9.1", client=browser) for _ in range(OF_DEVICE.times)]
        statuses[user] = [answer.status_code for answer in tries]

    assert statuses[boss] == statuses[ann] == [200] * OF_DEVICE.times
