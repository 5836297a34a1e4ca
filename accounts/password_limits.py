"""Limits on password attempts, beside django-axes, which counts by account and IP address combined.

- By account: six wrong ones a day, then ever slower. Stops guessing from many IP addresses. While somebody
  guesses from ever new ones, the right password may be refused on a new browser, as long as that lasts.
- By IP address: stops guessing for many accounts.
- A browser that signed in before is trusted: its attempts are counted separately, so that an attacker,
  even behind the same IP address, cannot lock out the owner of the account. On a new browser the owner
  resets the password by mail, which is proof as well and makes the browser trusted.
- All accounts have the same limits, also those that may use the admin, and e-mails without an account:
  a stricter one would disclose whose password is worth guessing.
  https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

import secrets
from typing import Any

from axes.backends import AxesStandaloneBackend
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from core.throttle import (
    Limit,
    SlowingLimit,
    TooMany,
    client_address,
    count,
    count_slowing,
    is_spent,
    reset,
    uncount,
)

HOUR = 60 * 60
OF_ACCOUNT = SlowingLimit("password-account", times=6, seconds=24 * HOUR, longest_pause=HOUR // 4)
OF_ADDRESS = Limit("password-address", times=60, seconds=HOUR)
OF_DEVICE = Limit("password-device", times=6, seconds=HOUR)
OWN_PASSWORD = Limit("own-password", times=10, seconds=HOUR)  # asked again of signed-in users

COOKIE, COOKIE_PATH, SALT = "device", "/accounts/", "accounts.device"
COOKIE_AGE = 365 * 24 * HOUR  # seconds
MAX_ACCOUNTS = 5  # that one browser is trusted with: the most recent ones


class LimitedBackend(AxesStandaloneBackend):
    """Refuses an attempt beyond the limits before its password is checked."""

    def authenticate(self, request: Any, *args: Any, **credentials: Any) -> None:
        super().authenticate(request, *args, **credentials)
        try:
            _count_try(request, login_name(request, credentials))
        except TooMany as refusal:
            request.password_pause = refusal.retry_after
            request.axes_locked_out = True  # its middleware responds with the lockout page
            raise PermissionDenied from refusal


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail submitted by any form, normalized, so that upper case does not get more attempts."""
    given = credentials or request.POST
    name = given.get("login") or given.get("email") or given.get("username") or ""
    return str(name).strip().lower()[:255]


def is_trusted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Whether this browser signed in to the account before, and has not failed too often since."""
    device = _device_for(request, login_name(request, credentials))
    return bool(device) and not is_spent(OF_DEVICE, device)


def uncount_try(request: HttpRequest) -> None:
    """Take back the attempt counted by `_count_try`: the password was right."""
    for limit, key in getattr(request, "password_tries", []):
        uncount(limit, key)


def reset_account(email: str) -> None:
    reset(OF_ACCOUNT, account_key(email))


def trust_device(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Set the cookie that makes this browser trusted with the account, whatever was wrong before."""
    known, account = _read_cookie(request), account_key(email)
    accounts = [account, *(key for key in known["accounts"] if key != account)]
    reset(OF_DEVICE, _device_key(known, account))
    response.set_cookie(
        COOKIE,
        signing.dumps({**known, "accounts": accounts[:MAX_ACCOUNTS]}, salt=SALT),
        max_age=COOKIE_AGE,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _count_try(request: Any, name: str) -> None:
    """Count before checking, so that concurrent attempts cannot exceed the limit; raises TooMany."""
    request.password_tries = []
    device = _device_for(request, name)
    if device and not is_spent(OF_DEVICE, device):
        return _count(request, OF_DEVICE, device)
    _count(request, OF_ADDRESS, client_address(request))
    return _count(request, OF_ACCOUNT, account_key(name))


def _count(request: Any, limit: Limit, key: str) -> None:
    if isinstance(limit, SlowingLimit):
        count_slowing(limit, key)
    else:
        count(limit, key)
    request.password_tries.append((limit, key))


def _device_for(request: HttpRequest, name: str) -> str:
    """The key under which this browser's attempts for the account are counted; "" if it is not trusted."""
    known = _read_cookie(request)
    key = account_key(name)
    return _device_key(known, key) if key in known["accounts"] else ""


def _device_key(known: dict[str, Any], account: str) -> str:
    return f"{known['id']}-{account}"


def _read_cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        known = {"id": secrets.token_hex(8), "accounts": []}
    return dict(known)


def account_key(name: str) -> str:
    """The account's key in limits and cookies, which does not disclose the e-mail."""
    return salted_hmac(SALT, name.strip().lower()).hexdigest()[:32]
