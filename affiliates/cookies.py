"""The signed cookie of a store in a browser that came by a partner's link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from affiliates.models.programmes import MAX_DAYS
from affiliates.models.sales import SOURCE_LENGTH

SALT = "affiliates.visit"
MAX_AGE = timedelta(days=MAX_DAYS)
UTM = ("utm_source", "utm_medium", "utm_campaign")


@dataclass(frozen=True, slots=True)
class Visit:
    """The last click: by the code with this primary key, from the source that the link named."""

    code_id: int
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
        return Visit(int(code_id), datetime.fromtimestamp(at, UTC), *map(str, texts))
    except (signing.BadSignature, TypeError, ValueError, OverflowError, OSError):
        return None


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
