"""The session engine: as Django's, with a SELECT of its own."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.sessions import SessionStore


def test_django_reads_a_session_by_the_method_replaced_here():
    assert "_get_session_from_db" in vars(db.SessionStore)
    assert "_get_session_from_db" in db.SessionStore.load.__code__.co_names


def test_an_expired_session_is_empty(client, ann):
    client.force_login(ann)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert get_user(client).is_anonymous


@pytest.mark.django_db
def test_a_browser_does_not_choose_the_key_of_its_session():
    chosen = "a" * 32
    session = SessionStore(chosen)
    session["seen"] = True
    session.save()

    assert session.session_key != chosen
    assert not Session.objects.filter(pk=chosen).exists()
