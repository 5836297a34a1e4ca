"""The log must not contain keys that give access to their holder."""

import logging

import pytest
import structlog
from structlog.testing import capture_logs

from config.settings.logs import logging_of

SECRET = "6okZ4cQxV-secret_key"


def logged(text, *, readable, error=None):
    settings = dict(logging_of("INFO", readable=readable)["formatters"]["lines"])
    formatter = settings.pop("()")(**settings)
    trace = (type(error), error, None) if error else None
    return formatter.format(logging.LogRecord("django", 40, "", 0, text, (), trace))


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize(
    "path",
    [
        f"/orders/guest/{SECRET}/cancel/",
        f"/pay/{SECRET}/",
        f"/pay/return/{SECRET}/?outcome=pay",
        f"/pay/sandbox/{SECRET}/",
        f"/pay/toss/{SECRET}/",
        f"/accounts/confirm-email/{SECRET}/",
        f"/accounts/password/reset/key/{SECRET}/",
        f"/inbox/unsubscribe/{SECRET}/",
        f"/shop/invitations/{SECRET}/",
    ],
)
def test_no_key_of_an_address_is_logged(path, readable):
    line = logged(f"Forbidden: {path}", readable=readable)

    assert SECRET not in line
    assert "Forbidden: /" in line


@pytest.mark.parametrize("readable", [True, False])
def test_no_key_is_logged_with_a_traceback(readable):
    line = logged("Failed", readable=readable, error=ValueError(f"/orders/guest/{SECRET}/"))

    assert SECRET not in line
    assert "ValueError" in line


def test_other_addresses_are_logged_as_they_are():
    assert "/orders/K7M2PQ9X/cancel/" in logged(
        "Not Found: /orders/K7M2PQ9X/cancel/", readable=True
    )


def test_to_ask_for_a_format_changes_no_logger_in_use():
    log = structlog.get_logger("trial")
    log.warning("first")

    logging_of("INFO", readable=True)

    with capture_logs() as lines:
        log.warning("second")
    assert [line["event"] for line in lines] == ["second"]
