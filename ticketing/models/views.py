"""How often the page of an event was seen: numbers, and nothing about who saw it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ticketing.models.events import Event


class EventViews(models.Model):
    """One row an event and day (of its own zone)."""

    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        related_name="views",
        db_index=False,  # the constraint's index begins with it
    )
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0, db_default=0)

    class Meta:
        verbose_name = _("views of an event")
        verbose_name_plural = _("views of events")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["event", "day"], name="one_row_of_views_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.day}"
