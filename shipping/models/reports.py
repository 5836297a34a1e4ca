"""What became of the rows of an uploaded file."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shipping.bulk_outcomes import Outcome


class DispatchReport(models.Model):
    """`rows`: line, order, carrier, tracking number, the code of the outcome, and why it was refused.

    `waiting`: all rows of the file (line, order, carrier, tracking number) until the last is done, then null;
    the first of them have their outcome in `rows`. `key` is that of the page on which the dispatch was
    confirmed, `language` that of its reader. Deleted after some days (shipping/bulk/reports.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), db_index=True)
    rows = models.JSONField(_("rows"), default=list)
    waiting = models.JSONField(null=True, editable=False)
    key = models.UUIDField(null=True, editable=False)
    language = models.CharField(max_length=10, blank=True, db_default="", editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("report of a bulk dispatch")
        verbose_name_plural = _("reports of bulk dispatches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_report_a_confirmation")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_finished(self) -> bool:
        return self.waiting is None

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return len(self.rows if self.waiting is None else self.waiting)

    @property
    def topic(self) -> str:
        """Of the page that shows the progress."""
        return f"dispatch.{self.pk}"

    def results(self) -> list[tuple[Any, ...]]:
        """Each row with the label of its outcome in the reader's language."""
        return [(*row[:4], Outcome(row[4]), row[5]) for row in self.rows]
