"""Notifies those who asked for a product that it is back: once each, in order of asking."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.events import publish
from core.sweeps import sweep
from stores.events import ProductRestocked
from stores.models import Restock, RestockRequest

PEOPLE_A_PIECE = 2  # that are told of a restock
BATCH = 100  # requests told in one transaction


def notify_restocks(now: datetime | None = None) -> int:
    """Notify of every restock that is due; returns of how many."""
    now = now or timezone.now()
    due = Restock.objects.filter(finished_at=None)
    return sweep(
        due, lambda row: notify_restock(row.pk, now), failed="restocks that were not announced"
    )


def notify_restock(restock_id: int, now: datetime) -> int:
    """Tell those who wait, in batches; returns how many this call told.

    A batch and its mails are one transaction: a killed worker leaves whole batches, of two workers one does
    nothing.
    """
    told = 0
    while batch := _notify_batch(restock_id, now):
        told += batch
    return told


@transaction.atomic
def _notify_batch(restock_id: int, now: datetime) -> int:
    restocks = Restock.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    restock = restocks.select_related("product__section__store").filter(pk=restock_id).first()
    if restock is None or restock.finished_at:
        return 0
    room = _room(restock)
    requests = _waiting_for(restock, min(room, BATCH))
    for request in requests:
        request.told_at, request.restock = now, restock
        request.save(update_fields=["told_at", "restock"])
        publish(ProductRestocked(request, now))
    restock.told += len(requests)
    restock.finished_at = None if len(requests) == BATCH < room else now
    restock.save(update_fields=["told", "finished_at"])
    return len(requests)


def _room(restock: Restock) -> int:
    """How many more may be told of it: fewer once some of it is sold, none once all is."""
    product = restock.product
    if product.is_sold_out or product.is_hidden or product.store.archived_at:
        return 0
    counts = [count for count in (restock.pieces, product.stock) if count is not None]
    if not counts:
        return BATCH + 1
    return max(PEOPLE_A_PIECE * min(counts) - restock.told, 0)


def _waiting_for(restock: Restock, most: int) -> list[RestockRequest]:
    waiting = RestockRequest.objects.filter(product=restock.product_id).waiting()
    return list(waiting.select_for_update(of=("self",), no_key=True)[:most]) if most else []
