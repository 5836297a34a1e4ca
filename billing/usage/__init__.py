"""Usage: events are recorded once, added up by month, and reversed where they were wrong."""

from billing.usage.reading import MonthlyUsage, counts_of, monthly_usage, usage_of
from billing.usage.recording import record_usage, reverse
from billing.usage.rules import Usage, UsageError, UsageRefused

__all__ = [
    "MonthlyUsage",
    "Usage",
    "UsageError",
    "UsageRefused",
    "counts_of",
    "monthly_usage",
    "record_usage",
    "reverse",
    "usage_of",
]
