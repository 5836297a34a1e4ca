"""The key pair of an event: its private half is encrypted in the database."""

import base64

import pytest
from django.test import override_settings

from tests.ticketing.factories import make_event
from ticketing.key_rotation import rotate_all_keys
from ticketing.models import Event
from ticketing.signing_keys import KeyLost

OTHER = "another-secret-" + "y" * 50


def test_each_event_signs_with_a_key_of_its_own(store):
    first, second = make_event(store), make_event(store)

    signature = first.private_key.sign(b"ticket")

    Event.objects.get(pk=first.pk).public_key.verify(signature, b"ticket")
    assert first.public_key != second.public_key


def test_the_private_key_is_not_readable_in_the_database(store):
    event = make_event(store)

    key = base64.b64encode(event.private_key.private_bytes_raw()).decode()

    assert key not in event.sealed_key


def test_keys_survive_a_change_of_the_secret_key(store, settings):
    event = make_event(store)
    key = event.public_key

    with override_settings(SECRET_KEY=OTHER, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert rotate_all_keys() == 1
    event.refresh_from_db()

    with override_settings(SECRET_KEY=OTHER, SECRET_KEY_FALLBACKS=[]):
        assert event.public_key == key
    with pytest.raises(KeyLost):
        _unreadable = event.private_key
