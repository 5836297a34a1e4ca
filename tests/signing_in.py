"""Signs clients in as Django's `force_login` does, by 2 queries instead of 17.

Django creates a session for the client, reads it, replaces it by another one, looks for refused attempts
of the user, and saves the session again. Of all that a client without cookies keeps one session, and the
user the time.
"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test.client import ClientMixin
from django.utils.crypto import get_random_string

from core.inserts import insert

KEY_LENGTH = 32
sign_in_as_django = ClientMixin._login


def sign_in(client, user, backend=None):
    """In place of `ClientMixin._login`."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    if settings.SESSION_COOKIE_NAME in client.cookies or not isinstance(session, SessionStore):
        sign_in_as_django(client, user, backend)
        return
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session._session_key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
    insert(session.create_model_instance(session._session))
    update_last_login(None, user)
    request = HttpRequest()
    request.session = session
    client._set_login_cookies(request)
