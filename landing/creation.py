"""Adds pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveForbidden, start
from landing.access import edits_page
from landing.drafts import new_draft
from landing.events import PageAdded
from landing.models import FormerSlug, Page, Variant
from stores.models import Product, Store
from stores.slugs import slugs_for


@transaction.atomic
def add_page(
    store: Store,
    title: str,
    products: Sequence[Product],
    sections: Iterable[tuple[str, dict[str, Any]]],
    *,
    by: User,
    now: datetime | None = None,
) -> Page:
    """Save a new page that sells these products of the store, as a draft with these (kind, values).

    Raises MoveForbidden.
    """
    now = now or timezone.now()
    page = Page(store=store, title=title, created_at=now, changed_at=now)
    if not edits_page(page, by):
        raise MoveForbidden(_("You may not do this."))
    page.draft, page.revision = new_draft(sections, by=by, now=now), 1
    _save_under_free_slug(page)
    Variant.objects.bulk_create(
        Variant(page=page, product=product, position=place)
        for place, product in enumerate(products)
    )
    start(page, by=by, event=PageAdded, now=now)
    return page


def _save_under_free_slug(page: Page) -> None:
    for slug in slugs_for(page.title):
        if FormerSlug.objects.filter(slug=slug).exists():
            continue
        page.slug = slug
        try:
            with transaction.atomic():
                page.save(force_insert=True)
        except IntegrityError as error:
            if "slug" not in str(error):  # the message names the constraint
                raise
        else:
            return
    raise RuntimeError("no free slug")
