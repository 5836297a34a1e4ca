"""A client that a test signs in is as after Django's own `force_login`."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.signing_in import sign_in, sign_in_as_django

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize("way", [sign_in, sign_in_as_django])
def test_a_signed_in_client_has_one_session_and_its_user_the_time(ann, way):
    client = Client()

    way(client, ann, BACKEND)

    [session] = Session.objects.all()
    assert session.get_decoded() == {
        "_auth_user_id": str(ann.pk),
        "_auth_user_backend": BACKEND,
        "_auth_user_hash": ann.get_session_auth_hash(),
    }
    [cookie] = client.cookies.values()
    assert (cookie.key, cookie.value, cookie["path"]) == ("sessionid", session.pk, "/")
    assert len(session.pk) == 32
    ann.refresh_from_db()
    assert ann.last_login is not None
    assert client.get(reverse("accounts:profile")).context["user"] == ann


def test_the_session_of_another_user_is_replaced(client, ann, bea):
    client.force_login(ann)

    client.force_login(bea)

    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(bea.pk)
    assert client.get(reverse("accounts:profile")).context["user"] == bea
