"""Coupons that were redeemed at a store's counter, without an order."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from coupons.models.issued import Coupon
from stores.models import Store


class Redemption(models.Model):
    """`bill` is the cost of the items that the coupon is for, in the store's currency as is `off`."""

    coupon = models.ForeignKey(
        Coupon, verbose_name=_("coupon"), on_delete=models.PROTECT, related_name="redemptions"
    )
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.PROTECT, related_name="redemptions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    bill = MoneyField(_("bill"))
    off = MoneyField(_("took off"))
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["store", "-at"], name="redemptions_of_a_store")]
        constraints = [
            models.UniqueConstraint(
                fields=["coupon"], condition=Q(undone_at=None), name="redeemed_once"
            ),
            models.CheckConstraint(
                condition=Q(off__gt=0, off__lte=F("bill")), name="redemption_within_its_bill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coupon} · {self.store}"
