"""The lifecycle of a product page. Whether a scheduled version is shown depends on the clock: Page.phase."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Attempt, Move, Text
from core.limits import refuse_beyond
from landing.access import edits_page
from landing.events import (
    PageArchived,
    PagePaused,
    PagePublished,
    PageRenamed,
    PageRestored,
    PageScheduled,
    PageUnscheduled,
)
from stores.identity import identity_of, is_required, missing_fields

if TYPE_CHECKING:
    from landing.models import Page


class PageStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", pgettext_lazy("page", "Offline")
    ARCHIVED = "archived", _("Archived")


class PagePhase(models.TextChoices):
    """What sellers read: a published page by the present time, any other by its status."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", pgettext_lazy("page", "Offline")
    ARCHIVED = "archived", _("Archived")


DRAFT, PUBLISHED = PageStatus.DRAFT, PageStatus.PUBLISHED
PAUSED, ARCHIVED = PageStatus.PAUSED, PageStatus.ARCHIVED


def cannot_be_shown(page: "Page", attempt: Attempt) -> Text | None:
    """What is missing before visitors may see the page; raises LimitReached if too many are online."""
    if not (page.variants.exists() or page.sets.exists()):
        return _("The page sells nothing yet: choose a product on “Offers” first.")
    missing = missing_fields(identity_of(page.store)) if is_required(page.store) else []
    if missing:
        sentence = _(
            "The law asks who sells. Complete the legal identity of the store: %(fields)s."
        )
        return sentence % {"fields": ", ".join(map(str, missing))}
    if page.status != PUBLISHED:
        refuse_beyond("pages", page.store.owner_id, now=attempt.now)
    return None


def has_no_content(page: "Page", attempt: Attempt) -> Text | None:
    """The versions are made by landing.publishing."""
    version = attempt.details.get("version")
    if version is None or not version.content["sections"]:
        return _("The page is empty: add a section first.")
    return cannot_be_shown(page, attempt)


def show_version(page: "Page", attempt: Attempt) -> list[str]:
    """A scheduled version that is not due yet stays scheduled."""
    page.published = attempt.details["version"]
    if page.upcoming(attempt.now) is None:
        page.scheduled = None
    return ["published", "scheduled"]


def schedule_version(page: "Page", attempt: Attempt) -> list[str]:
    """What is shown now stays so until then: it may be a scheduled version that became due."""
    page.published = page.shown_version(attempt.now)
    page.scheduled = attempt.details["version"]
    return ["published", "scheduled"]


def is_shown_already(page: "Page", attempt: Attempt) -> Text | None:
    if page.upcoming(attempt.now) is None:
        return _("Its time has come meanwhile: it is shown already.")
    return None


def has_schedule(page: "Page") -> bool:
    return page.published_id is not None and page.scheduled_id is not None


def was_never_shown(page: "Page") -> bool:
    return page.published_id is None


def drop_schedule(page: "Page", attempt: Attempt) -> list[str]:
    page.scheduled = None
    return ["scheduled"]


def hide_versions(page: "Page", attempt: Attempt) -> list[str]:
    """Scheduling the draft must not show what was published before the page was archived."""
    page.published = page.scheduled = None
    return ["published", "scheduled"]


def set_names(page: "Page", attempt: Attempt) -> list[str]:
    page.title, page.slug = attempt.details["title"], attempt.details["slug"]
    return ["title", "slug"]


def changes_no_name(page: "Page", attempt: Attempt) -> Text | None:
    names = attempt.details.get("title", page.title), attempt.details.get("slug", page.slug)
    return _("There is nothing to change.") if names == (page.title, page.slug) else None


# fmt: off
PAGE_MOVES = {
    #               from                          to         who         event            objection
    "publish":    Move((DRAFT, PUBLISHED, PAUSED), PUBLISHED, edits_page, PagePublished,   has_no_content,
                       effect=show_version),
    "schedule":   Move((DRAFT, PUBLISHED),        PUBLISHED, edits_page, PageScheduled,   has_no_content,
                       effect=schedule_version),
    "unschedule": Move((PUBLISHED,),              None,      edits_page, PageUnscheduled, is_shown_already,
                       effect=drop_schedule, applies=has_schedule),
    "withdraw":   Move((PUBLISHED,),              DRAFT,     edits_page, PageUnscheduled, is_shown_already,
                       effect=drop_schedule, applies=was_never_shown),
    "pause":      Move((PUBLISHED,),              PAUSED,    edits_page, PagePaused,
                       label=_("Take offline"), style="outline-secondary"),
    "resume":     Move((PAUSED,),                 PUBLISHED, edits_page, PagePublished,   cannot_be_shown,
                       label=_("Put online again")),
    "rename":     Move((DRAFT, PUBLISHED, PAUSED), None,     edits_page, PageRenamed,     changes_no_name,
                       effect=set_names),
    "archive":    Move((DRAFT, PUBLISHED, PAUSED), ARCHIVED, edits_page, PageArchived,
                       label=_("Archive the page"), style="outline-danger"),
    "restore":    Move((ARCHIVED,),               DRAFT,     edits_page, PageRestored,
                       label=_("Bring back"), effect=hide_versions),
}
# fmt: on

# The label in the timeline after each step.
PAGE_LABELS = {
    "start": _("Created"),
    "publish": _("Published"),
    "schedule": _("Scheduled"),
    "unschedule": _("Scheduling cancelled"),
    "withdraw": _("Scheduling cancelled"),
    "pause": _("Taken offline"),
    "resume": _("Put online again"),
    "rename": _("Renamed"),
    "archive": _("Archived"),
    "restore": _("Brought back"),
}
