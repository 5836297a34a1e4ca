"""Tokens, and the page that renews them."""

import time

import pytest
from django.core import signing
from django.urls import reverse

from live.tokens import LIFETIME, MAX_TOPICS, RENEWABLE, SALT, TokenRefused, make_token, read_token

TOPICS = ["order.J7K3MNPQ", "user.7.orders"]


def aged(seconds, reader=""):
    fields = {"t": TOPICS, "r": reader, "at": time.time() - seconds}
    return signing.Signer(salt=SALT).sign_object(fields)


def renew(client, token):
    return client.get(reverse("live:token"), headers={"X-Live-Token": token})


def test_a_token_says_what_was_signed():
    token = read_token(make_token([*TOPICS, *TOPICS], "7"))

    assert token.topics == tuple(TOPICS)
    assert token.reader == "7"
    assert not token.is_stale


def test_a_token_grows_stale():
    assert not read_token(aged(LIFETIME - 2)).is_stale
    assert read_token(aged(LIFETIME + 2)).is_stale


def test_a_changed_token_is_refused():
    token = make_token(TOPICS)
    others = signing.Signer(salt="another").sign_object({"t": TOPICS, "r": "", "at": time.time()})

    for forged in (token[:-1], "x" + token, others, ""):
        with pytest.raises(TokenRefused):
            read_token(forged)


def test_a_page_names_so_many_topics_and_no_more():
    make_token(f"order.{number}" for number in range(MAX_TOPICS))

    with pytest.raises(ValueError, match="at most"):
        make_token(f"order.{number}" for number in range(MAX_TOPICS + 1))


def test_a_night_later_the_same_reader_gets_a_fresh_token(client, ann):
    client.force_login(ann)

    answer = renew(client, aged(9 * 3600, str(ann.pk)))

    token = read_token(answer.content.decode())
    assert (answer.status_code, answer["Cache-Control"].count("no-store")) == (200, 1)
    assert token.topics == tuple(TOPICS)
    assert token.reader == str(ann.pk)
    assert not token.is_stale


@pytest.mark.django_db
def test_a_guest_gets_a_fresh_token(client):
    answer = renew(client, aged(9 * 3600))

    assert not read_token(answer.content.decode()).is_stale


def test_another_user_who_signed_in_since_gets_nothing(client, ann, dan):
    client.force_login(dan)

    assert renew(client, aged(9 * 3600, str(ann.pk))).status_code == 403


def test_a_user_who_signed_out_since_gets_nothing(client, ann):
    assert renew(client, aged(9 * 3600, str(ann.pk))).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x7f" * 100, aged(RENEWABLE + 9)])
def test_a_forged_or_ancient_token_is_refused(client, token):
    assert renew(client, token).status_code == 403
