"""Erases by what people were recognised who claimed coupons, once nobody can claim more of the campaign.

The keys only limit how many one person claims, so they have no purpose after that.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.sweeps import MAX_SWEEP_TIME
from coupons.lifecycle import CampaignStatus
from coupons.models import Campaign, Coupon

REOPENED_WITHIN = timedelta(days=30)  # of its end; a closed campaign never opens again
BATCH = 1000  # coupons, each batch in its own transaction


def erase_identities(now: datetime | None = None) -> int:
    """Batch by batch; returns the number of coupons. What there is no time for is left to the next run."""
    now = now or timezone.now()
    erased, stop_at = 0, time.monotonic() + MAX_SWEEP_TIME
    while time.monotonic() < stop_at and (batch := _erase_batch(now)):
        erased += batch
    return erased


@transaction.atomic
def _erase_batch(now: datetime) -> int:
    """Rows that are locked just now wait for the next run."""
    over = Q(status=CampaignStatus.CLOSED) | Q(ends_at__lt=now - REOPENED_WITHIN)
    known = Coupon.objects.filter(
        ~Q(email_key=""), campaign__in=Campaign.objects.filter(over).order_by()
    )
    locked = known.order_by().select_for_update(skip_locked=True, no_key=True, of=("self",))
    ids = list(locked.values_list("pk", flat=True)[:BATCH])
    return Coupon.objects.filter(pk__in=ids).update(email_key="", phone_key="")
