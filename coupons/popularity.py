"""Copies the numbers of claimed coupons to the column by which lists are sorted."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from coupons.lifecycle import CampaignStatus
from coupons.models import Campaign

BATCH = 200


def refresh_popularity(now: datetime | None = None) -> int:
    """Set it where it differs: to 0 after the end; returns the number of changed campaigns.

    In small batches without those that are locked just now, so that no claim waits for it.
    """
    live = Q(status=CampaignStatus.PUBLISHED, ends_at__gt=now or timezone.now())
    current = Case(When(live, then=F("issued")), default=Value(0), output_field=IntegerField())
    differing = Campaign.objects.exclude(popularity=current).order_by()
    changed = total = _refresh_batch(differing, current)
    while changed == BATCH:
        changed = _refresh_batch(differing, current)
        total += changed
    return total


@transaction.atomic
def _refresh_batch(differing: QuerySet[Campaign], current: Case) -> int:
    locked = differing.select_for_update(skip_locked=True, no_key=True, of=("self",))
    ids = list(locked.values_list("pk", flat=True)[:BATCH])
    return Campaign.objects.filter(pk__in=ids).update(popularity=current)
