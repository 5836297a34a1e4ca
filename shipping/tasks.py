"""Jobs: they call one service, and may run twice."""

from django.utils import timezone

from shipping import services
from shipping.bulk import reports
from shipping.returns import overdue


def deliver_overdue() -> int:
    return services.deliver_overdue()


def settle_overdue_returns() -> int:
    return overdue.settle_overdue(timezone.now())


def purge_old_reports() -> int:
    return reports.purge_old_reports()
