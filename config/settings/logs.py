"""Logs: one JSON object per line, or readable lines with DEBUG; never form values or headers."""

import logging
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

from config.secret_urls import hide_secrets
from config.settings.base import DEBUG, env

__all__ = ["LOGGING"]

STAMPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# urllib3 logs full URLs, which contain the coordinates of customers' doors; stripe logs whole bodies.
QUIET = {"urllib3": {"level": "ERROR"}, "stripe": {"level": "WARNING"}}


def hide_keys(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replace the key in a URL by …, since any reader of the log could use it."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = hide_secrets(value)
    return event


def drop_expected_traceback(record: logging.LogRecord) -> bool:
    """A refused request is not a defect: its log line suffices, without the traceback."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None
    return True


def logging_of(level: str, *, readable: bool) -> dict[str, Any]:
    """The LOGGING setting, which takes the lines of the standard library along."""
    handler = {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["expected"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": _formatter(_as_text() if readable else _as_json())},
        "filters": {"expected": {"()": lambda: drop_expected_traceback}},
        "handlers": {"console": handler},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": []},  # its own handler would log everything twice
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
    """With tracebacks as plain text: structured ones would contain local variables, secrets among them."""
    return [
        structlog.processors.format_exc_info,
        hide_keys,
        structlog.processors.JSONRenderer(),
    ]


def _as_text() -> list[Any]:
    """Secrets are hidden at the end, since the traceback is formatted together with the line."""
    console = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    return [lambda *event: hide_secrets(str(console(*event)))]


structlog.configure(
    processors=[*STAMPS, ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = logging_of(env.log_level("LOG_LEVEL", default="INFO"), readable=DEBUG)
