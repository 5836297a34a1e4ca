"""How long reports of bulk dispatches are stored."""

from datetime import datetime, timedelta

from django.utils import timezone

from shipping.models import DispatchReport

REPORTED_FOR = timedelta(days=30)


def purge_old_reports(now: datetime | None = None) -> int:
    """Delete reports after REPORTED_FOR; returns how many.

    By a tracking number anybody reads on the carrier's page who received a parcel.
    """
    now = now or timezone.now()
    deleted, _of_each = DispatchReport.objects.filter(at__lt=now - REPORTED_FOR).delete()
    return deleted
