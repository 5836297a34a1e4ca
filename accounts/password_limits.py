"""How often passwords may be tried, beside django-axes, which counts by account and address at once.

- By account: ten wrong ones a day, then ever slower. Guessing from many addresses does not help.
- By address: guessing for many accounts does not help either.
- A browser that signed in before is trusted: it has tries of its own, so that nobody who guesses
  elsewhere, or next door behind the same address, can shut the owner of the account out. On a new
  browser they wait for some minutes at most, or set a new password by mail, which is proof as well.
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
OF_ACCOUNT = SlowingLimit("password-account", times=10, seconds=24 * HOUR, longest_pause=300)
OF_ADDRESS = Limit("password-address", times=60, seconds=HOUR)
OF_DEVICE = Limit("password-device", times=10, seconds=HOUR)
OWN_PASSWORD = Limit("own-password", times=10, seconds=HOUR)  # asked of those who are signed in

COOKIE, COOKIE_PATH, SALT = "device", "/accounts/", "accounts.device"
COOKIE_AGE = 365 * 24 * HOUR  # seconds
MAX_ACCOUNTS = 5  # that one browser is trusted with: the last ones


class LimitedBackend(AxesStandaloneBackend):
    """Refuses a try beyond the limits before its password is looked at."""

    def authenticate(self, request: Any, *args: Any, **credentials: Any) -> None:
        super().authenticate(request, *args, **credentials)
        try:
            _count_try(request, login_name(request, credentials))
        except TooMany as refusal:
            request.password_pause = refusal.retry_after
            request.axes_locked_out = True  # its middleware answers with the page that says so
            raise PermissionDenied from refusal


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail tried, whichever form asked for it, so that upper case is no second chance."""
    given = credentials or request.POST
    name = given.get("login") or given.get("email") or given.get("username") or ""
    return str(name).strip().lower()[:255]


def is_trusted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Whether this browser signed in to the account before, and has not failed too often since."""
    device = _device_for(request, login_name(request, credentials))
    return bool(device) and not is_spent(OF_DEVICE, device)


def uncount_try(request: HttpRequest) -> None:
    """The password was right: its try does not count."""
    for limit, key in getattr(request, "password_tries", []):
        uncount(limit, key)


def reset_account(email: str) -> None:
    reset(OF_ACCOUNT, account_key(email))


def trust_device(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Have the browser that gets this response be trusted with the account from now on."""
    known = _read_cookie(request)
    accounts = [
        account_key(email),
        *(key for key in known["accounts"] if key != account_key(email)),
    ]
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
    """Counted ahead, so that many tries at once cannot slip past; raises TooMany."""
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
    """What the tries of this browser for the account are counted by; "" where it is not trusted."""
    known = _read_cookie(request)
    key = account_key(name)
    return f"{known['id']}-{key}" if key in known["accounts"] else ""


def _read_cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        known = {"id": secrets.token_hex(8), "accounts": []}
    return dict(known)


def account_key(name: str) -> str:
    """An account as limits and cookies name it: they disclose no e-mail."""
    return salted_hmac(SALT, name.strip().lower()).hexdigest()[:32]
