"""What must happen to a tenant at a certain time."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.tenants import Tenant


class DueKind(models.TextChoices):
    TRIAL_END = "trial_end", _("The trial ends")
    CHANGE = "change", _("A planned change begins")
    FINALIZE = "finalize", _("The invoice of a month is made")
    COLLECT = "collect", _("An invoice is collected")
    RETRY = "retry", _("A failed collection is tried again")


class DueWork(models.Model):
    """Done once, at `at`, of the tenant's time, or later. `key` says what of: a day, a month, an invoice.

    Rows of tenants without a test clock are done by the worker, the others when their clock passes them.
    `next_try_at` is of the wall: a row that failed is tried again then.
    """

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="due_work"
    )
    on_clock = models.BooleanField(_("of a test clock"), default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=DueKind)
    key = models.CharField(_("of"), max_length=40)
    at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("due work")
        verbose_name_plural = _("due work")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=Q(done_at=None, on_clock=False),
                name="work_due_on_the_wall",
            ),
            models.Index(
                fields=["tenant", "at", "id"],
                condition=Q(done_at=None),
                name="work_due_of_a_tenant",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="due_once"),
            models.CheckConstraint(condition=Q(kind__in=DueKind.values), name="known_due_work"),
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
