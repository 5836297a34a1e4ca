"""The signed cookie of a store: by which partner's link a browser came, and from which source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from affiliates.bots import is_prefetch
from affiliates.models.programmes import MAX_DAYS
from affiliates.models.sales import SOURCE_LENGTH

SALT = "affiliates.visit"
SOURCE_DAYS = 30  # that a source is stored in the browser
UTM = ("utm_source", "utm_medium", "utm_campaign")


@dataclass(frozen=True, slots=True)
class Visit:
    """The last click: by the code with this primary key, from the source that the link named.

    Without a code nobody's link was clicked: only the source is known.
    """

    code_id: int | None
    at: datetime
    source: str = ""
    medium: str = ""
    campaign: str = ""


def cookie_name(store_id: int) -> str:
    return f"partner{store_id}"


def set_visit(response: HttpResponseBase, store_id: int, visit: Visit, days: int) -> None:
    """For so many days; a later click replaces it."""
    texts = [visit.source, visit.medium, visit.campaign]
    value = [visit.code_id, int(visit.at.timestamp()), *texts]
    response.set_cookie(
        cookie_name(store_id),
        _signer(store_id).sign_object(value),
        max_age=timedelta(days=days),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def read_visit(cookies: Mapping[str, str], store_id: int) -> Visit | None:
    """None for a forged one, or that of another store."""
    text = cookies.get(cookie_name(store_id), "")
    if not text:
        return None
    try:
        code_id, at, *texts = _signer(store_id).unsign_object(text)
        known = None if code_id is None else int(code_id)
        return Visit(known, datetime.fromtimestamp(at, UTC), *map(str, texts))
    except (signing.BadSignature, TypeError, ValueError, OverflowError, OSError):
        return None


def remember_source(
    request: HttpRequest, response: HttpResponseBase, store_id: int, now: datetime
) -> None:
    """Store the UTM parameters of a page of the store, if it has any; the last click still counts."""
    source = source_of(request.GET)
    if not source["source"] or is_prefetch(request):
        return
    former = read_visit(request.COOKIES, store_id) or Visit(None, now)
    # The cookie of a click stays for the longest window: that of the programme is checked at the order.
    days = SOURCE_DAYS if former.code_id is None else MAX_DAYS
    set_visit(response, store_id, Visit(former.code_id, former.at, **source), days)


def has_visit(cookies: Mapping[str, str]) -> bool:
    """Whether there may be one of any store."""
    return any(name.startswith("partner") for name in cookies)


def source_of(query: Mapping[str, str]) -> dict[str, str]:
    """The UTM parameters of a link, printable and short."""
    names = ("source", "medium", "campaign")
    return {name: _clean(query.get(utm, "")) for name, utm in zip(names, UTM, strict=True)}


def _clean(text: str) -> str:
    return "".join(filter(str.isprintable, text)).strip()[:SOURCE_LENGTH].strip()


def _signer(store_id: int) -> Any:
    return signing.Signer(salt=f"{SALT}.{store_id}")
