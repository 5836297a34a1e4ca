"""What became of the rows of an uploaded file."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shipping.bulk_outcomes import Outcome


class DispatchReport(models.Model):
    """`rows`: line, order, carrier, tracking number, the code of the outcome, and why it was refused.

    Deleted after some days (shipping/bulk/reports.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), db_index=True)
    rows = models.JSONField(_("rows"), default=list)

    class Meta:
        verbose_name = _("report of a bulk dispatch")
        verbose_name_plural = _("reports of bulk dispatches")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def results(self) -> list[tuple[Any, ...]]:
        """Each row with the label of its outcome in the reader's language."""
        return [(*row[:4], Outcome(row[4]), row[5]) for row in self.rows]
