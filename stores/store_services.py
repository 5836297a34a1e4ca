"""Verbs on a store as a whole: create, change, archive and restore it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import limits
from live.publish import invalidate
from stores.hours.overlaps import Span
from stores.models import OpeningHours, Store
from stores.photos import purge_photo
from stores.slugs import slugs_for
from stores.topics import sales_topic, store_topic


class StoreRefused(Exception):
    """Nothing was changed; the text can be shown to the user as it is."""


def add_store(store: Store, *, owner: User | None) -> Store:
    """Save a new store of the owner under a slug of its own; it is closed and its menu is empty.

    Raises LimitReached.
    """
    store.owner, store.is_open = owner, False
    with limits.growing(store.owner_id, ["stores"]):
        save_under_free_slug(store)
    _refresh_pages(store)
    return store


def save_under_free_slug(store: Store) -> Store:
    """Save a new store under the first free slug of its name."""
    for slug in slugs_for(store.name):
        store.slug = slug
        try:
            with transaction.atomic():
                store.save(force_insert=True)
        except IntegrityError as error:
            if "slug" not in str(error):  # the message names the constraint
                raise
        else:
            return store
    raise RuntimeError("no free slug")


@transaction.atomic
def change_store(store: Store, fields: Collection[str]) -> None:
    """Save these fields; the file of a replaced or removed photo is deleted.

    Raises StoreRefused if nothing would be offered any more: parcels are switched on another page, perhaps
    since the form was shown.
    """
    rows = Store.objects.select_for_update(no_key=True)
    photo, sends = rows.values_list("photo", "offers_shipping").get(pk=store.pk)
    if "offers_shipping" not in fields and not (
        store.offers_delivery or store.offers_pickup or sends or store.offers_tickets
    ):
        raise StoreRefused(_("Offer delivery, pickup, shipping or tickets."))
    store.save(update_fields=fields)
    if photo != store.photo.name:
        purge_photo(photo)


def offer_tickets(store: Store) -> None:
    """Note that it sells tickets: it needs neither delivery nor pickup nor shipping then."""
    Store.objects.filter(pk=store.pk, offers_tickets=False).update(offers_tickets=True)
    store.offers_tickets = True


def switch_store(store: Store, *, is_open: bool) -> None:
    store.is_open = is_open
    store.save(update_fields=["is_open"])
    _refresh_pages(store)


def archive_store(store: Store, now: datetime | None = None) -> None:
    """Close and hide the store; its past orders stay."""
    store.archived_at, store.is_open = now or timezone.now(), False
    store.save(update_fields=["archived_at", "is_open"])
    _refresh_pages(store)


def restore_store(store: Store) -> None:
    """Restore an archived store; it stays closed. Raises LimitReached, also for what comes back with it."""
    with limits.growing(store.owner_id):
        Store.objects.filter(pk=store.pk).update(archived_at=None)
    store.archived_at = None
    _refresh_pages(store)


@transaction.atomic
def set_hours(store: Store, spans: Iterable[Span]) -> None:
    """Replace all opening hours of the store."""
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    store.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in spans
    )
    invalidate(store_topic(store.pk))


def _refresh_pages(store: Store) -> None:
    """Refresh the store's page and its members' boards, which show whether it takes orders."""
    invalidate(store_topic(store.pk))
    if store.owner_id:
        invalidate(sales_topic(store.owner_id))
