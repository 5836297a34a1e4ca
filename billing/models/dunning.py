"""What becomes of an invoice that could not be collected."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice


class Dunning(models.Model):
    """The tries to collect an invoice: it is overdue `since` the first one failed, or its payment went back.

    `failures` are those since then; `planned` numbers the retries, so that each has a row of due work of its
    own. `next_try_at` is when the planned one begins; None while none is planned, or one is under way.
    """

    invoice = models.OneToOneField(
        Invoice, verbose_name=_("invoice"), on_delete=models.PROTECT, related_name="dunning"
    )
    since = models.DateTimeField(_("overdue since"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    needs_payer = models.BooleanField(_("needs the owner of the card"), default=False)
    planned = models.PositiveSmallIntegerField(_("planned retries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    class Meta:
        verbose_name = _("overdue invoice")
        verbose_name_plural = _("overdue invoices")
        ordering = ["-pk"]

    if TYPE_CHECKING:
        invoice_id: int

    def __str__(self) -> str:
        return str(self.invoice)

    def is_planned_after(self, at: datetime) -> bool:
        return self.next_try_at is not None and self.next_try_at > at
