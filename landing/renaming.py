"""Changes the title of a page and its name in addresses; former names lead to the page."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import lock, move_locked
from landing.editing import EditRefused
from landing.models import FormerSlug, Page


@transaction.atomic
def rename_page(
    page: Page, title: str, slug: str, *, by: User, now: datetime | None = None
) -> None:
    """Visitors see both immediately. Raises EditRefused if another page has or had the slug, MoveRefused."""
    lock(page)
    former = page.slug
    _refuse_taken(page, slug)
    try:
        with transaction.atomic():
            move_locked(page, "rename", by=by, note=title, now=now, title=title, slug=slug)
    except IntegrityError as error:  # another page got it at the same time
        raise EditRefused(_("Another page has this address. Choose another one.")) from error
    if slug != former:
        page.former_slugs.filter(slug=slug).delete()
        page.former_slugs.create(slug=former)


def slug_now(former: str) -> str | None:
    """The slug of the page that had this one before."""
    slugs = Page.objects.filter(former_slugs__slug=former).values_list("slug", flat=True)
    return slugs.first()


def _refuse_taken(page: Page, slug: str) -> None:
    has = Page.objects.filter(slug=slug).exclude(pk=page.pk)
    had = FormerSlug.objects.filter(slug=slug).exclude(page=page)
    if has.exists() or had.exists():
        raise EditRefused(_("Another page has this address. Choose another one."))
