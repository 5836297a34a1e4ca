"""Concerns of every response: caching, and invalid input."""

import logging
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDict

from core.errors import bad_request, too_large

logger = logging.getLogger(__name__)

SECRET_PARTS = {"key", "uidb36"}  # of URLs that give access without signing in
NO_DEVICES = "camera=(), microphone=()"
LARGEST_BODY = 10 * 1024 * 1024  # bytes: a photo of 8 MB with the fields around it


class CacheMiddleware:
    """Sets Cache-Control on every response, error pages included; a view may set it to public.

    Personal pages are not stored, so that a shared computer does not show them again: those of a session or
    a visitor's cookie, which show a name, a cart or a code, and those of a secret URL, which show an order.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "public" not in response.get("Cache-Control", ""):
            personal = {"no_store": True} if _is_personal(request, response) else {}
            patch_cache_control(response, private=True, **personal)
        return response


class PermissionsPolicyMiddleware:
    """Denies pages the camera and the microphone; a page that needs one sets the header itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response


class BadInputMiddleware:
    """Answers 413 to oversized bodies and 400 to NUL bytes, which PostgreSQL text cannot store.

    Any other value the database rejects (out of range, say) is also the client's error: it is logged, and
    answered with 400.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _declared_length(request) > LARGEST_BODY:
            return too_large(request)
        try:
            refused = _holds_nul(request)
        # The client disconnected while sending, or sent a form in an encoding other than UTF-8.
        except (UnreadablePostError, BadRequest):
            refused = True
        except RequestDataTooBig:
            return too_large(request)
        except SuspiciousOperation:  # too many fields or files; Django would log a traceback
            refused = True
        return bad_request(request) if refused else self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, DataError):
            return None
        logger.exception("The database refused a value at %s", request.path)
        return bad_request(request)


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    personal = {settings.SESSION_COOKIE_NAME, settings.VISITOR_COOKIE_NAME}
    is_known = not personal.isdisjoint({*request.COOKIES, *response.cookies})
    route = request.resolver_match
    return is_known or bool(route and SECRET_PARTS & route.kwargs.keys())


def _declared_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _holds_nul(request: HttpRequest) -> bool:
    return any("\x00" in text for text in _texts(request))


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every text in the request that a view may use."""
    yield request.path
    yield from _pairs(request.GET)
    yield from request.COOKIES.values()  # quoted cookies may hold any byte as \000
    if request.method == "POST":
        yield from _pairs(request.POST)
        yield from (upload.name or "" for upload in _flat(request.FILES))
        if request.content_type == "application/json":
            yield request.body.decode(errors="replace").replace("\\u0000", "\x00")


def _pairs(data: MultiValueDict) -> Iterator[str]:
    yield from data
    yield from _flat(data)


def _flat(data: MultiValueDict) -> Iterator:
    return (value for values in data.lists() for value in values[1])
