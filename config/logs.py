"""Logs: one JSON object a line, or readable lines where DEBUG is on; never form values or headers."""

from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

STAMPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_of(level: str, *, readable: bool) -> dict[str, Any]:
    """Configure structlog, and return the LOGGING setting that takes the standard library along."""
    structlog.configure(
        processors=[*STAMPS, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # A traceback in plain lines: the structured one would show local variables, secrets among them.
    as_json: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    ending: list[Any] = [structlog.dev.ConsoleRenderer(colors=False)] if readable else as_json
    formatter = {
        "()": ProcessorFormatter,
        "foreign_pre_chain": STAMPS,
        "processors": [ProcessorFormatter.remove_processors_meta, *ending],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django_structlog": {"level": "WARNING"}, "axes": {"level": "ERROR"}},
    }
