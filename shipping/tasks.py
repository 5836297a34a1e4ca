"""Jobs: they call one service, and may run twice."""

from shipping import services
from shipping.bulk import reports


def deliver_overdue() -> int:
    return services.deliver_overdue()


def purge_old_reports() -> int:
    return reports.purge_old_reports()
