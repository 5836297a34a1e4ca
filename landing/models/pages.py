"""Product pages, the published versions of their content, and the history of their status."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from core.models import HistoryRow
from landing.lifecycle import PAGE_LABELS, PAGE_MOVES, PagePhase, PageStatus
from landing.sections import Section, sections_of
from stores.access import Right, stores_with
from stores.models import Store

if TYPE_CHECKING:
    from accounts.models import User


class PageQuerySet(models.QuerySet["Page"]):
    def edited_by(self, user: "User") -> "PageQuerySet":
        """Pages of stores where the user edits the menu."""
        return self.filter(store__in=stores_with(user, Right.EDIT_MENU))


class Page(models.Model):
    """A page that sells one product of a store, with its variants and sets, at /p/<slug>/.

    `draft` is what editors work on (landing.drafts), `revision` counts its changes. `published` is the
    version that was published last; `scheduled` replaces it from its `publish_at` on, without any job.
    """

    MOVES: ClassVar = PAGE_MOVES
    lifecycle_reads: ClassVar = ("store",)

    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.PROTECT, related_name="pages"
    )
    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True, allow_unicode=True)
    title = VisibleField(_("title"), max_length=80)
    status = models.CharField(
        _("status"), max_length=10, choices=PageStatus, default=PageStatus.DRAFT, editable=False
    )
    draft = models.JSONField(_("draft"), default=dict, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0, db_default=0, editable=False)
    published = models.ForeignKey(
        "PageVersion",
        verbose_name=_("published version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    scheduled = models.ForeignKey(
        "PageVersion",
        verbose_name=_("scheduled version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("product page")
        verbose_name_plural = _("product pages")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PageStatus.values), name="known_page_status"
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(published__isnull=False)
                | Q(scheduled__isnull=False),
                name="published_page_has_a_version",
            ),
        ]

    if TYPE_CHECKING:
        store_id: int
        published_id: int | None
        scheduled_id: int | None

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("landing:page", args=[self.slug])

    def shown_version(self, now: datetime) -> "PageVersion | None":
        """What visitors see at `now`, if the page is not paused: of the two versions the one due last."""
        versions = [version for version in (self.published, self.scheduled) if version]
        due = [version for version in versions if version.publish_at <= now]
        return max(due, key=lambda version: version.publish_at, default=None)

    def upcoming(self, now: datetime) -> "PageVersion | None":
        """The scheduled version, while it is not due."""
        version = self.scheduled
        return version if version and version.publish_at > now else None

    def phase(self, now: datetime) -> PagePhase:
        """What sellers read: a published page that nobody sees yet is scheduled."""
        if self.status == PageStatus.PUBLISHED and self.shown_version(now) is None:
            return PagePhase.SCHEDULED
        return PagePhase(self.status)


class FormerSlug(models.Model):
    """A name in addresses that a page had before: it leads to the page, and no other page gets it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("former name of a page")
        verbose_name_plural = _("former names of pages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug


class PageVersion(models.Model):
    """The content of a page as it was published, never changed (a trigger); shown from `publish_at` on.

    `revision` is that of the draft it was made from.
    """

    page = models.ForeignKey(
        Page, verbose_name=_("product page"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    revision = models.PositiveIntegerField(_("revision"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))
    publish_at = models.DateTimeField(_("shown from"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.number}"

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.content)

    @property
    def reviews(self) -> list[dict[str, Any]]:
        """The rows that landing.pages.with_offers loads."""
        rows = getattr(self, "review_rows", ())
        return [{**row, "at": datetime.fromisoformat(row["at"])} for row in rows]


class PageMove(HistoryRow):
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a page")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(PAGE_LABELS.get(self.verb, self.verb))
