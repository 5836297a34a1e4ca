"""Codes that are each exchanged for one coupon of a campaign: printed on cards, sent in letters."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coupons.codes import CLAIM_CODE_LENGTH, new_claim_code
from coupons.models.campaigns import Campaign
from coupons.models.issued import Coupon


class ClaimCodeQuerySet(models.QuerySet["ClaimCode"]):
    def unclaimed(self) -> "ClaimCodeQuerySet":
        """Those for which one can still get a coupon."""
        return self.filter(coupon=None, voided_at=None)


class ClaimCode(models.Model):
    """Never changed (a trigger), but that it is claimed once, or voided before that."""

    code = models.CharField(
        _("code"), max_length=CLAIM_CODE_LENGTH, unique=True, default=new_claim_code, editable=False
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="claim_codes",
        db_index=False,  # the index below begins with it
    )
    coupon = models.OneToOneField(
        Coupon,
        verbose_name=_("coupon"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_code",
    )
    made_at = models.DateTimeField(_("made"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    objects = ClaimCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["campaign", "id"], name="codes_of_a_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(coupon=None) | Q(voided_at=None), name="code_claimed_or_voided"
            )
        ]

    if TYPE_CHECKING:
        campaign_id: int
        coupon_id: int | None

    def __str__(self) -> str:
        return self.code

    @property
    def claimed_at(self) -> datetime | None:
        return self.coupon.issued_at if self.coupon else None
