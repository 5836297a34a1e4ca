"""The library of a page: photos, each with smaller copies, added and removed by its editors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lifecycle import lock
from landing.editing import EditRefused
from landing.models import Page, PagePhoto
from landing.photo_names import copy_name, copy_widths
from stores.photos import purge_photo

MAX_PHOTOS = 60  # on a page


def add_photo(
    page: Page, files: Sequence[ContentFile], alt: str = "", *, now: datetime | None = None
) -> PagePhoto:
    """Store a photo and its copies (`stores.photos.clean_photo_in_widths`); raises EditRefused."""
    if page.photos.count() >= MAX_PHOTOS:
        sentence = _("A page has at most %(number)s photos.")
        raise EditRefused(sentence % {"number": MAX_PHOTOS})
    first, *copies = files
    photo = PagePhoto(page=page, alt=alt, at=now or timezone.now())
    photo.image.save("photo.webp", first, save=False)
    for width, copy in zip(copy_widths(photo.width), copies, strict=True):
        default_storage.save(copy_name(str(photo.image.name), width), copy)
    photo.save()
    return photo


def values_of(photo: PagePhoto) -> dict[str, Any]:
    """What a section stores of a photo."""
    return {
        "id": photo.pk,
        "name": str(photo.image.name),
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
    }


@transaction.atomic
def describe_photo(photo: PagePhoto, alt: str, *, now: datetime | None = None) -> None:
    """Change the description of a photo, also where the draft shows it; versions stay as they are."""
    page = photo.page
    lock(page)
    photo.alt = alt
    photo.save(update_fields=["alt"])
    rows = page.draft.get("sections", ())
    shown = [each for row in rows for each in _photos_in(row["values"]) if each["id"] == photo.pk]
    for each in shown:
        each["alt"] = alt
    if shown:  # another revision, so that it can be published
        page.revision += 1
        page.changed_at = now or timezone.now()
        page.save(update_fields=["draft", "revision", "changed_at"])


@transaction.atomic
def remove_photo(photo: PagePhoto) -> None:
    """Delete a photo that neither the draft nor a version shows; raises EditRefused for others."""
    lock(photo.page)
    if is_shown(photo):
        raise EditRefused(
            _("The page, or an earlier version of it, shows this photo: it stays here.")
        )
    name = str(photo.image.name)
    photo.delete()
    if PagePhoto.objects.filter(image=name).exists():  # of a copy of the page
        return
    for each in (name, *(copy_name(name, width) for width in copy_widths(photo.width))):
        purge_photo(each)


def is_shown(photo: PagePhoto) -> bool:
    shown = [{"photo": {"id": photo.pk}}, {"photos": [{"id": photo.pk}]}]
    sections = [{"sections": [{"values": values}]} for values in shown]
    in_versions = Q(content__contains=sections[0]) | Q(content__contains=sections[1])
    draft = photo.page.draft
    rows = [*draft.get("sections", ()), *(draft.get("former") or ())]
    rows += [entry["section"] for entry in draft.get("removed", ())]
    in_draft = any(each["id"] == photo.pk for row in rows for each in _photos_in(row["values"]))
    return in_draft or photo.page.versions.filter(in_versions).exists()


def _photos_in(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    photo = values.get("photo")
    return [*([photo] if photo else []), *values.get("photos", ())]
