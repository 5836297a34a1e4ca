"""Usage: events are recorded once, added up by month, and reversed where they were wrong."""

from billing.usage.reading import counts_of, usage_of
from billing.usage.recording import record_usage, reverse
from billing.usage.rules import Usage, UsageError, UsageRefused

__all__ = [
    "Usage",
    "UsageError",
    "UsageRefused",
    "counts_of",
    "record_usage",
    "reverse",
    "usage_of",
]
