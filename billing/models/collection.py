"""What was tried to collect invoices."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.invoices import Invoice
from orders.models import Order
from payments.models import Payment


class TryResult(models.TextChoices):
    PAID = "paid", pgettext_lazy("try to collect", "Paid")
    FAILED = "failed", pgettext_lazy("try to collect", "Failed")
    WITHDRAWN = "withdrawn", pgettext_lazy("try to collect", "Withdrawn")


class CollectionTry(models.Model):
    """One try to collect an invoice: an order of the platform's own store over what is due of it.

    `cause` names what had the card charged, each of which does so once; it is empty while only the payer
    pays, at a page. Without a card there is no order. The times are the tenant's, the order's of the wall.
    """

    invoice = models.ForeignKey(
        Invoice, verbose_name=_("invoice"), on_delete=models.PROTECT, related_name="tries"
    )
    number = models.PositiveSmallIntegerField(_("number of the try"))
    order = models.OneToOneField(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cause = models.CharField(_("cause"), max_length=80, blank=True, default="")
    opened_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=TryResult, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=30, blank=True, default="")
    # Which paid the invoice; any other payment of the order goes back.
    payment = models.OneToOneField(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("try to collect")
        verbose_name_plural = _("tries to collect")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "number"], name="tries_are_numbered"),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(ended_at=None), name="one_open_try_an_invoice"
            ),
            models.UniqueConstraint(
                fields=["invoice", "cause"], condition=~Q(cause=""), name="one_try_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="")
                | Q(ended_at__isnull=False, result__in=TryResult.values),
                name="ended_try_has_result",
            ),
            models.CheckConstraint(
                condition=Q(result=TryResult.PAID, payment__isnull=False)
                | (~Q(result=TryResult.PAID) & Q(payment__isnull=True)),
                name="paid_try_has_payment",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(result=TryResult.FAILED),
                name="try_without_order_failed",
            ),
        ]

    if TYPE_CHECKING:
        invoice_id: int
        order_id: int | None

    def __str__(self) -> str:
        return f"{self.invoice} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
