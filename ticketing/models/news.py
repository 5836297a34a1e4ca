"""News of an event, which its page shows and its holders may be notified of."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import VisibleField
from ticketing.models.changes import ToldToHolders
from ticketing.models.events import Event

MAX_NEWS_LENGTH = 5_000  # characters


class EventNews(ToldToHolders):
    """`text` is Markdown. `views` counts readers, each once in a session. Holders get one notice at most."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="news"
    )
    title = VisibleField(_("title"), max_length=100)
    text = models.TextField(_("text"), max_length=MAX_NEWS_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_pinned = models.BooleanField(_("pinned"), default=False, db_default=False)
    at = models.DateTimeField(_("published"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)
    views = models.PositiveIntegerField(_("views"), default=0, db_default=0, editable=False)
    tells_holders_since = models.DateTimeField(
        _("holders told"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = pgettext_lazy("tickets", "news")
        verbose_name_plural = pgettext_lazy("tickets", "news")
        ordering = ["-is_pinned", "-pk"]

    def __str__(self) -> str:
        return self.title
