"""Copies of pages."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from landing.creation import add_page
from landing.drafts import new_draft
from landing.models import Page, PagePhoto, ProductSet, SetItem


@transaction.atomic
def duplicate(page: Page, *, by: User, now: datetime | None = None) -> Page:
    """A draft with the sections, photos, variants and sets of the page; raises MoveForbidden."""
    now = now or timezone.now()
    variants = list(page.variants.select_related("product"))
    products = [variant.product for variant in variants]
    copy = add_page(page.store, page.title, products, (), by=by, now=now)
    for variant in variants:
        copy.variants.filter(product=variant.product).update(label=variant.label)
    for bundle in page.sets.prefetch_related("items"):
        _copy_set(copy, bundle)
    photos = {photo.pk: _copy_photo(copy, photo, now) for photo in page.photos.all()}
    rows = [(row["kind"], _with_photos(row["values"], photos)) for row in page.draft["sections"]]
    copy.draft = new_draft(rows, by=by, now=now)
    copy.save(update_fields=["draft"])
    return copy


def _copy_set(copy: Page, bundle: ProductSet) -> None:
    twin = ProductSet.objects.create(
        page=copy, name=bundle.name, price=bundle.price, position=bundle.position
    )
    SetItem.objects.bulk_create(
        SetItem(set=twin, product_id=item.product_id, pieces=item.pieces)
        for item in bundle.items.all()
    )


def _copy_photo(copy: Page, photo: PagePhoto, now: datetime) -> int:
    """The id of a photo of the copy that shares the files."""
    [row] = PagePhoto.objects.bulk_create(
        [
            PagePhoto(
                page=copy,
                image=str(photo.image.name),
                width=photo.width,
                height=photo.height,
                alt=photo.alt,
                at=now,
            )
        ]
    )
    return row.pk


def _with_photos(values: dict[str, Any], ids: dict[int, int]) -> dict[str, Any]:
    """The values with the photos of the copy."""
    photo, photos = values.get("photo"), values.get("photos")
    if photo:
        return {**values, "photo": {**photo, "id": ids[photo["id"]]}}
    if photos:
        return {**values, "photos": [{**each, "id": ids[each["id"]]} for each in photos]}
    return values
