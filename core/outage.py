"""While PostgreSQL is unavailable: recognises its errors, and answers 503."""

import logging
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

logger = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds; PostgreSQL restarts faster

# What PostgreSQL reports while it stops, starts, or has no connection left; a lost one has no code.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
AWAY = {"57P01", "57P02", "57P03", "53300"}
# Django's wrappers of psycopg2's connection errors: refused, closed, lost during a query.
BY_A_CONNECTION = (OperationalError, InterfaceError, DatabaseError)
# Raised when the database goes away during a request.
FOLLOWS = (SessionInterrupted, UpdateError, TransactionManagementError)


class OutageMiddleware:
    """Answers 503 instead of 500 if a view could not reach the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not is_outage(exception):
            return None
        logger.warning("The database is away at %s: %s", request.path, exception)
        request.user = AnonymousUser()  # the user cannot be loaded, and is not logged
        return unavailable(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether the error means that the database cannot be reached, rather than a defect of ours."""
    while isinstance(error, FOLLOWS):
        error = error.__cause__ or error.__context__
    if type(error) not in BY_A_CONNECTION or error is None or error.__cause__ is None:
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return not code or code in AWAY or code.startswith("08")


def unavailable(request: HttpRequest) -> HttpResponse:
    """A page in the reader's language, without any query; a GET reloads by itself."""
    with override(get_language_from_request(request)):
        seconds = RETRY_AFTER if request.method == "GET" else 0
        page = render_to_string("503.html", {"opens_after": seconds})
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)
