"""The effects of a POST, which decide what the page after it shows."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.utils import timezone

SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
CHANGES = ("INSERT", "UPDATE", "DELETE")
# Cookies that are signed with the time; their contents are compared instead.
SIGNED = {"messages", settings.SESSION_COOKIE_NAME, settings.VISITOR_COOKIE_NAME}


@contextmanager
def recorded_changes():
    """A list of the statements that change rows within the block, with their parameters."""
    statements = []

    def record(execute, sql, params, many, context):
        if is_change(sql):
            statements.append((sql, repr(without_now(params))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield statements


def is_change(sql):
    if sql.startswith("SELECT"):
        return any(word in sql for word in CHANGES)
    return not sql.startswith(SAVEPOINTS)


def without_now(value):
    """Without the time of the request itself."""
    if isinstance(value, list | tuple):
        return [without_now(each) for each in value]
    if isinstance(value, datetime):
        return "now" if abs(timezone.now() - value) < timedelta(minutes=1) else value
    return value


def effects_of(response, changes):
    """After a redirect with the same effects, a browser gets the same page."""
    request = response.wsgi_request
    cookies = {name: cookie.value for name, cookie in response.cookies.items()}
    return (
        response["Location"],
        *changes,
        *((message.level, str(message)) for message in get_messages(request)),
        repr(sorted(request.session.items())),
        repr(getattr(request, "visitor", None)),
        repr(sorted(item for item in cookies.items() if item[0] not in SIGNED)),
    )
