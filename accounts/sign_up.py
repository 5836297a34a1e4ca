"""Signing up: an account is created once its mailbox is verified; until then it is in the session.

The page is the same whether an e-mail has an account or not; only a mail to the mailbox says which.
Signing in new users at once would disclose it, and so would an unverified account that waits for its
first sign-in. A code rather than a link, since one goes on in the page where one is,
with the cart that is in it, wherever the mail is read.
"""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import create_account
from core.throttle import Limit, TooMany, count

KEY = "sign_up"  # in the session
CODE_AGE = 30 * 60  # seconds
GUESSES = Limit("sign-up-code", times=5, seconds=2 * CODE_AGE)  # of one code


class SignUpRefused(Exception):
    """The code opens nothing; the text can be shown to the user as it is."""


def begin_sign_up(request: HttpRequest, *, password: str, **answers: Any) -> None:
    """Note email, name, role and next, and send a code to the mailbox."""
    request.session[KEY] = {**answers, "password": make_password(password)}
    send_code(request)


def pending_sign_up(request: HttpRequest) -> dict[str, Any] | None:
    pending: dict[str, Any] | None = request.session.get(KEY)
    return pending


def send_code(request: HttpRequest) -> bool:
    """A new code, or to a mailbox with an account a mail that says so; earlier codes are void.

    Returns whether it was sent: a code that no mailbox got opens nothing, or one could have ever more
    of them made and guess.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    until = timezone.now().timestamp() + CODE_AGE
    pending = {**request.session[KEY], "until": until, "id": secrets.token_hex(8)}
    owner = User.objects.filter(email=pending["email"]).first()
    template, context = ("account_exists", {"user": owner}) if owner else ("code", {"code": code})
    prefix = f"account/email/sign_up_{template}"
    is_sent: bool = get_adapter().try_to_send(prefix, pending["email"], context)
    pending["code"] = code if is_sent and not owner else secrets.token_hex()
    request.session[KEY] = pending
    return is_sent


def finish_sign_up(request: HttpRequest, typed: str) -> User:
    """Create the account whose code was typed; raises SignUpRefused."""
    pending = request.session[KEY]
    _check(pending, typed)
    try:
        user = create_account(
            **{name: pending[name] for name in ("email", "name", "role", "password")}
        )
    except IntegrityError:  # only the reader of its mailbox comes here
        raise SignUpRefused(_("There is an account with this e-mail already.")) from None
    del request.session[KEY]
    return user


def _check(pending: dict[str, Any], typed: str) -> None:
    try:
        count(GUESSES, pending["id"])
    except TooMany:
        raise SignUpRefused(_("Too many wrong codes. Have a new one sent.")) from None
    if timezone.now().timestamp() > pending["until"]:
        raise SignUpRefused(_("This code is too old. Have a new one sent."))
    if not secrets.compare_digest(typed.encode(), pending["code"].encode()):
        raise SignUpRefused(_("This is not the code of our last mail."))
