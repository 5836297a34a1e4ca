"""Jobs: they fetch, call one service, and may run twice."""

from core.sweeps import sweep
from coupons import announcements


def announce_due() -> int:
    """Check campaigns whose job was lost."""
    failed = "campaigns whose followers could not be told"
    return sweep(announcements.due_news(), announcements.check_news, failed=failed)
