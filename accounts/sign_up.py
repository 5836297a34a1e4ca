"""Signing up: an account is created once its mailbox is verified; until then it is in a session of its own.

That one ends after a day. The visitor's goes on for as long as they come back, and would hold for all this
time the name, e-mail and password of whoever has not gone on, in clear or hashed.

The page is the same whether an e-mail has an account or not; only a mail to the mailbox says which.
Signing in new users at once would disclose it, and so would an unverified account that waits for its
first sign-in. A code rather than a link, since one goes on in the page where one is,
with the cart that is in it, wherever the mail is read.
"""

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import create_account
from core.throttle import Limit, TooMany, count

KEY = "sign_up_session"  # in the visitor's session: the key of the other one
MAX_AGE = timedelta(days=1)  # of what was entered
CODE_AGE = 30 * 60  # seconds
GUESSES = Limit("sign-up-code", times=5, seconds=2 * CODE_AGE)  # of one code


class SignUpRefused(Exception):
    """The code opens nothing; the text can be shown to the user as it is."""


def begin_sign_up(request: HttpRequest, *, password: str, **answers: Any) -> None:
    """Note email, name, role and next, and send a code to the mailbox."""
    _forget(request)
    pending = _session_of(request)
    pending.update({**answers, "password": make_password(password)})
    pending.set_expiry(timezone.now() + MAX_AGE)
    pending.save()
    request.session[KEY] = pending.session_key
    send_code(request)


def pending_sign_up(request: HttpRequest) -> dict[str, Any] | None:
    """What was entered, and the code; None where nothing was for a day."""
    return dict(_session_of(request).items()) or None


def send_code(request: HttpRequest) -> bool:
    """A new code, or to a mailbox with an account a mail that says so; earlier codes are void.

    Returns whether it was sent: a code that no mailbox got opens nothing, or one could have ever more
    of them made and guess.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    until = timezone.now().timestamp() + CODE_AGE
    pending = _session_of(request)
    if not pending.get("email"):  # its day just ended, or another tab was faster
        return False
    pending.update({"until": until, "id": secrets.token_hex(8)})
    owner = User.objects.filter(email=pending["email"]).first()
    template, context = ("account_exists", {"user": owner}) if owner else ("code", {"code": code})
    prefix = f"account/email/sign_up_{template}"
    is_sent: bool = get_adapter().try_to_send(prefix, pending["email"], context)
    pending["code"] = code if is_sent and not owner else secrets.token_hex()
    pending.save()
    return is_sent


def finish_sign_up(request: HttpRequest, typed: str) -> User:
    """Create the account whose code was typed; raises SignUpRefused."""
    pending = _session_of(request)
    if not pending.get("email"):  # its day just ended, or another tab was faster
        raise SignUpRefused(_("This code is too old. Have a new one sent."))
    _check(pending, typed)
    try:
        user = create_account(
            **{name: pending[name] for name in ("email", "name", "role", "password")}
        )
    except IntegrityError:  # only the reader of its mailbox comes here
        raise SignUpRefused(_("There is an account with this e-mail already.")) from None
    _forget(request)
    return user


def _session_of(request: HttpRequest) -> SessionBase:
    """An empty one where there is none yet, or none any more."""
    session: SessionBase = type(request.session)(request.session.get(KEY))
    return session


def _forget(request: HttpRequest) -> None:
    _session_of(request).delete()
    request.session.pop(KEY, None)


def _check(pending: SessionBase, typed: str) -> None:
    try:
        count(GUESSES, pending["id"])
    except TooMany:
        raise SignUpRefused(_("Too many wrong codes. Have a new one sent.")) from None
    if timezone.now().timestamp() > pending["until"]:
        raise SignUpRefused(_("This code is too old. Have a new one sent."))
    if not secrets.compare_digest(typed.encode(), pending["code"].encode()):
        raise SignUpRefused(_("This is not the code of our last mail."))
