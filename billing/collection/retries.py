"""When a collection that failed is tried again.

Three retries follow the first failure, each at 10:00 where the tenant is: on the 6th, the 7th and the 8th,
or, where a try failed only after that, at the next 10:00. So one retry is planned at a time and one a day at
most, and however late a worker is or a payment is settled, none is skipped.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from billing.collection.collecting import retry_key
from billing.due_work import plan_work
from billing.models import DueKind, Dunning, Invoice
from billing.months import Month, next_hour, retried_at


def retry_after(
    month: Month, failures: int, failed_at: datetime, zone: ZoneInfo
) -> datetime | None:
    """The next try after so many failures, at least one; None after the last."""
    days = retried_at(month, zone)
    if failures > len(days):
        return None
    return max(days[failures - 1], next_hour(failed_at, zone))


def plan_retry(dunning: Dunning, at: datetime) -> None:
    """At the tenant's time; the caller saves the row."""
    dunning.planned += 1
    dunning.next_try_at = at
    invoice = dunning.invoice
    plan_work(invoice.tenant, DueKind.RETRY, retry_key(invoice, dunning.planned), at)


def drop_retries(invoice: Invoice) -> None:
    """Delete what is planned, after it was paid."""
    work = invoice.tenant.due_work.filter(kind=DueKind.RETRY, done_at=None)
    work.filter(key__startswith=retry_key(invoice, "")).delete()
    Dunning.objects.filter(invoice=invoice).update(next_try_at=None)
