"""Test clocks: a tenant who has one lives at its time, and pays nothing but sandbox money."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField


class BillingClock(models.Model):
    """`now` only moves forward (a trigger). `halted_by` says what has to be decided before it goes on."""

    name = VisibleField(_("name"), max_length=100)
    now = models.DateTimeField(_("time"))
    halted_by = models.CharField(_("halted by"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("test clock")
        verbose_name_plural = _("test clocks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
