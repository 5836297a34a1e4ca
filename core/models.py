from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class HistoryRow(models.Model):
    """One move of one row, never changed or deleted (enforced by a trigger)."""

    verb = models.CharField(_("step"), max_length=30)
    source = models.CharField(_("from"), max_length=20, blank=True)
    target = models.CharField(_("to"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True
        ordering = ["pk"]  # rows are written under the lock of their parent row

    @property
    def who(self) -> str:
        """Who made the step, as shown to sellers and admins."""
        if self.actor:
            return str(self.actor)
        return gettext("a guest") if self.actor_kind == "guest" else gettext("automatic")


class AttemptCount(models.Model):
    """How often a key was used in a window of time; see core.throttle."""

    key = models.CharField(max_length=120)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_a_window")]
