"""Logs: one JSON object a line, or readable lines where DEBUG is on; never form values or headers."""

import logging
import re
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

# Addresses that open something to whoever knows them: guests' orders, payments, links in mails.
KEYS = re.compile(
    r"(/orders/guest/|/pay/(?:sandbox/|toss/|return/)?|/confirm-email/|/password/reset/key/"
    r"|/inbox/unsubscribe/)[^/\s\"'?]+"
)

STAMPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# urllib3 names addresses in full, and with them whose door a route leads to; stripe quotes whole bodies.
QUIET = {"urllib3": {"level": "ERROR"}, "stripe": {"level": "WARNING"}}


def hide_keys(logger: Any, method: str, event: EventDict) -> EventDict:
    """Write … for the key of an address, since whoever reads the log could open it."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = KEYS.sub(r"\1…", value)
    return event


def drop_expected_traceback(record: logging.LogRecord) -> bool:
    """A refused request is no failure of ours: its line says what was asked for, and that is enough."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None
    return True


def logging_of(level: str, *, readable: bool) -> dict[str, Any]:
    """Configure structlog, and return the LOGGING setting that takes the standard library along."""
    structlog.configure(
        processors=[*STAMPS, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["expected"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": _formatter(_as_text() if readable else _as_json())},
        "filters": {"expected": {"()": lambda: drop_expected_traceback}},
        "handlers": {"console": handler},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": []},  # its own would say everything a second time
            "django_structlog": {"level": "WARNING"},
            "axes": {"level": "ERROR"},
            **QUIET,
        },
    }


def _formatter(rendering: list[Any]) -> dict[str, Any]:
    return {
        "()": ProcessorFormatter,
        "foreign_pre_chain": STAMPS,
        "processors": [ProcessorFormatter.remove_processors_meta, *rendering],
    }


def _as_json() -> list[Any]:
    """With a traceback in plain lines: the structured one would show local variables, secrets among them."""
    return [
        structlog.processors.format_exc_info,
        hide_keys,
        structlog.processors.JSONRenderer(),
    ]


def _as_text() -> list[Any]:
    console = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    return [hide_keys, console]
