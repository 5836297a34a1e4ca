"""Test clocks: a tenant who has one lives at its time, and pays nothing but sandbox money."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField


class BillingClock(models.Model):
    """`now` only moves forward (a trigger). While it is moved, `advancing_to` is where to.

    `halted_by` is a reason (core.reasons): what has to be known or mended before it goes on. A clock is never
    deleted, since its invoices are not: it is archived, and then not moved any more.
    """

    name = VisibleField(_("name"), max_length=100)
    now = models.DateTimeField(_("time"))
    halted_by = models.CharField(_("halted by"), max_length=300, blank=True, default="")
    advancing_to = models.DateTimeField(_("is moved on to"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("test clock")
        verbose_name_plural = _("test clocks")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(advancing_to__isnull=False), name="clocks_advancing"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(advancing_to=None)
                | Q(advancing_to__gte=F("now"), archived_at=None, halted_by=""),
                name="clock_advances_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name
