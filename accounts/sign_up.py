"""Sign-up: an account is created once its mailbox is verified; until then its data are in a separate session.

That session expires after a day. The visitor's own, which points to it, lasts longer, and would store the
name, e-mail and password hash of an abandoned sign-up for all this time.

The page is the same whether an e-mail has an account or not; only a mail to the mailbox says which.
Signing in new users immediately would disclose it, and so would an unverified account that waits for its
first sign-in. A code rather than a link, so that the user continues in the same page, with its cart, on
whatever device the mail is read.
"""

import secrets
from datetime import datetime, timedelta
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

KEY = "sign_up_session"  # in the visitor's session: the session key of the pending sign-up
MAX_AGE = timedelta(days=1)  # of the entered data
CODE_AGE = 30 * 60  # seconds
GUESSES = Limit("sign-up-code", times=5, seconds=2 * CODE_AGE)  # for one code


class SignUpRefused(Exception):
    """The code is wrong or expired; the text can be shown to the user as it is."""


def begin_sign_up(
    request: HttpRequest, *, password: str, now: datetime | None = None, **answers: Any
) -> None:
    """Store email, name, role, next and the password's hash, and send a code to the mailbox."""
    now = now or timezone.now()
    _discard(request)
    pending = _session_of(request)
    pending.update({**answers, "password": make_password(password)})
    pending.set_expiry(now + MAX_AGE)
    pending.save()
    request.session[KEY] = pending.session_key
    send_code(request, now)


def pending_sign_up(request: HttpRequest) -> dict[str, Any] | None:
    """The entered data and the code; None if there are none, or they are older than MAX_AGE."""
    return dict(_session_of(request).items()) or None


def send_code(request: HttpRequest, now: datetime | None = None) -> bool:
    """Send a new code, or to a mailbox with an account a notice of that; earlier codes become void.

    Returns whether it was sent. A code that was not sent is not valid: otherwise a client could have
    any number of codes made, and guess.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    until = (now or timezone.now()).timestamp() + CODE_AGE
    pending = _session_of(request)
    if not pending.get("email"):  # it just expired, or another tab was faster
        return False
    pending.update({"until": until, "id": secrets.token_hex(8)})
    owner = User.objects.filter(email=pending["email"]).first()
    template, context = ("account_exists", {"user": owner}) if owner else ("code", {"code": code})
    prefix = f"account/email/sign_up_{template}"
    is_sent: bool = get_adapter().try_to_send(prefix, pending["email"], context)
    pending["code"] = code if is_sent and not owner else secrets.token_hex()
    pending.save()
    return is_sent


def finish_sign_up(request: HttpRequest, typed: str, now: datetime | None = None) -> User:
    """Create the account if the typed code is right; raises SignUpRefused."""
    pending = _session_of(request)
    if not pending.get("email"):  # it just expired, or another tab was faster
        raise SignUpRefused(_("This code is too old. Have a new one sent."))
    _check(pending, typed, now or timezone.now())
    try:
        user = create_account(
            **{name: pending[name] for name in ("email", "name", "role", "password")}
        )
    except IntegrityError:  # reached only with the code from the mailbox, so it may be disclosed
        raise SignUpRefused(_("There is an account with this e-mail already.")) from None
    _discard(request)
    return user


def _session_of(request: HttpRequest) -> SessionBase:
    """The session of the pending sign-up; an empty one if there is none, or none any more."""
    session: SessionBase = type(request.session)(request.session.get(KEY))
    return session


def _discard(request: HttpRequest) -> None:
    _session_of(request).delete()
    request.session.pop(KEY, None)


def _check(pending: SessionBase, typed: str, now: datetime) -> None:
    try:
        count(GUESSES, pending["id"], now)
    except TooMany:
        raise SignUpRefused(_("Too many wrong codes. Have a new one sent.")) from None
    if now.timestamp() > pending["until"]:
        raise SignUpRefused(_("This code is too old. Have a new one sent."))
    if not secrets.compare_digest(typed.encode(), pending["code"].encode()):
        raise SignUpRefused(_("This is not the code of our last mail."))
