"""While PostgreSQL is away: which errors say so, and what everybody who asks is answered."""

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

RETRY_AFTER = 5  # seconds; PostgreSQL restarts in less

# What PostgreSQL itself says while it stops, starts, or has no connection left; a lost one has no code.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
AWAY = {"57P01", "57P02", "57P03", "53300"}
# How Django passes on what psycopg2 says of a connection: refused, closed, lost in the middle of a query.
BY_A_CONNECTION = (OperationalError, InterfaceError, DatabaseError)
# Raised on the way when the database goes away in the middle of something.
FOLLOWS = (SessionInterrupted, UpdateError, TransactionManagementError)


class OutageMiddleware:
    """Answers 503 instead of 500 where a view could not reach the database."""

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
        request.user = AnonymousUser()  # who it was cannot be looked up, and need not be logged
        return unavailable(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether the error says that the database cannot be reached, rather than that we did wrong."""
    while isinstance(error, FOLLOWS):
        error = error.__cause__ or error.__context__
    if type(error) not in BY_A_CONNECTION or error is None or error.__cause__ is None:
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return not code or code in AWAY or code.startswith("08")


def unavailable(request: HttpRequest) -> HttpResponse:
    """Asks for a little patience, in the reader's language, without any query; a GET opens anew by itself."""
    with override(get_language_from_request(request)):
        seconds = RETRY_AFTER if request.method == "GET" else 0
        page = render_to_string("503.html", {"opens_after": seconds})
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)
