"""Publishes the draft of a page as a version: now, or from a time on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor, user_of
from core.lifecycle import AlreadyDone, MoveRefused, lock, move_locked
from landing.drafts import content_of
from landing.models import Page, PageVersion


class ChangedMeanwhile(MoveRefused):
    """The draft is not the one that the editor saw."""


@transaction.atomic
def publish(
    page: Page,
    *,
    by: Actor,
    seen: int,
    publish_at: datetime | None = None,
    note: str = "",
    now: datetime | None = None,
) -> PageVersion:
    """Make a version of the draft and show it, from `publish_at` on if that is given (in the future).

    `seen` is the revision of the draft that the editor looked at. Raises MoveRefused: AlreadyDone if this
    revision was published by another press, ChangedMeanwhile if the draft is another by now.
    """
    lock(page)
    now = now or timezone.now()  # under the lock: a version that was published meanwhile is due
    if page.revision != seen:
        raise ChangedMeanwhile(
            _("Somebody changed the page meanwhile. Look at it again, then publish.")
        )
    _refuse_again(page, publish_at, now)
    verb = "schedule" if publish_at else "publish"
    version = _add_version(page, by=user_of(by), publish_at=publish_at or now, note=note, now=now)
    move_locked(page, verb, by=by, note=note, now=now, version=version)
    return version


def _refuse_again(page: Page, publish_at: datetime | None, now: datetime) -> None:
    if publish_at is not None and publish_at <= now:
        raise MoveRefused(_("This time is over already. Choose a later one, or publish now."))
    same = page.upcoming(now) if publish_at else page.shown_version(now)
    if page.status != "published" or same is None or same.revision != page.revision:
        return
    if publish_at is None or same.publish_at == publish_at:
        raise AlreadyDone(_("This is published already: nothing has changed since."))


def _add_version(
    page: Page, *, by: User | None, publish_at: datetime, note: str, now: datetime
) -> PageVersion:
    last = page.versions.aggregate(last=Max("number"))["last"] or 0
    return PageVersion.objects.create(
        page=page,
        number=last + 1,
        content=content_of(page.draft),
        revision=page.revision,
        by=by,
        at=now,
        publish_at=publish_at,
        note=note,
    )
