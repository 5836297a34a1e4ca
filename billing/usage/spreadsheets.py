"""The CSV file of a month's usage."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from billing.models import Tenant, UsageEvent
from billing.months import Month
from core.reasons import words_of
from core.spreadsheets import csv_download, csv_lines, inert

BATCH = 2000  # rows in memory

# fmt: off
COLUMNS = (
    gettext_noop("Meter"), gettext_noop("Key"), gettext_noop("Quantity"), gettext_noop("At"),
    gettext_noop("Received"), gettext_noop("Source"), gettext_noop("Reason"),
)
# fmt: on


def usage_as_csv(tenant: Tenant, month: Month) -> StreamingHttpResponse:
    return csv_download(csv_lines(_rows(tenant, month)), f"usage-{month}.csv")


def _rows(tenant: Tenant, month: Month) -> Iterator[list[object]]:
    """Times are the tenant's."""
    yield [_(column) for column in COLUMNS]
    events = UsageEvent.objects.filter(tenant=tenant, month=month.first)
    for event in events.select_related("meter").order_by("pk").iterator(BATCH):
        yield [
            event.meter.code,
            inert(event.key),
            event.quantity,
            event.at.astimezone(tenant.tz).isoformat(),
            event.received_at.astimezone(tenant.tz).isoformat(),
            event.get_source_display(),
            inert(words_of(event.reason)),
        ]
