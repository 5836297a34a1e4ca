"""Issued coupons."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import HistoryRow
from coupons.codes import COUPON_LENGTH, new_coupon_code
from coupons.lifecycle import COUPON_LABELS, COUPON_MOVES, CouponStatus
from coupons.models.campaigns import Campaign, Terms
from orders.models import Order

if TYPE_CHECKING:
    from accounts.models import User


class CouponQuerySet(models.QuerySet["Coupon"]):
    def held_by(self, user: "User") -> "CouponQuerySet":
        return self.filter(customer=user.pk)

    def usable_at(self, now: datetime) -> "CouponQuerySet":
        return self.filter(status=CouponStatus.ISSUED, expires_at__gt=now)


class Coupon(models.Model):
    """One coupon of one customer, by the terms of when it was claimed.

    `ordinal` counts the coupons of this person in the campaign, `press` identifies the press of the button
    that claimed it. `email_key` and `phone_key` recognise a person behind several accounts. `saved` is what
    it takes off `order`, in the campaign's currency; both are empty unless it is reserved or used. `used_at`,
    when that order was paid or when it was redeemed at the counter, is empty unless it is used.
    """

    MOVES: ClassVar = COUPON_MOVES

    code = models.CharField(
        _("code"), max_length=COUPON_LENGTH, unique=True, default=new_coupon_code, editable=False
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="coupons",
        db_index=False,  # coupons_by_claim begins with it
    )
    terms = models.ForeignKey(
        Terms, verbose_name=_("terms"), on_delete=models.PROTECT, related_name="+"
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="coupons",
        db_index=False,  # the index below begins with it
    )
    ordinal = models.PositiveSmallIntegerField()
    press = models.UUIDField(unique=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    issued_at = models.DateTimeField(_("claimed"))
    expires_at = models.DateTimeField(_("valid until"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=CouponStatus,
        default=CouponStatus.ISSUED,
        editable=False,
    )
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, null=True, related_name="coupons"
    )
    saved = MoneyField(_("took off"), default=Decimal(0), db_default=Decimal(0), editable=False)
    used_at = models.DateTimeField(_("used"), null=True, editable=False)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["customer", "expires_at"], name="coupons_of_a_customer"),
            models.Index(
                fields=["expires_at"], condition=Q(status="issued"), name="coupons_that_end"
            ),
            # For statistics, by campaign and by day.
            models.Index(fields=["campaign", "issued_at"], name="coupons_by_claim"),
            BrinIndex(fields=["issued_at"], autosummarize=True, name="coupons_by_day"),
            models.Index(
                fields=["used_at", "campaign"],
                condition=Q(used_at__isnull=False),
                name="coupons_by_use",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "customer", "ordinal"], name="one_coupon_an_ordinal"
            ),
            models.UniqueConstraint(
                fields=["campaign", "email_key", "ordinal"],
                condition=~Q(email_key=""),
                name="one_coupon_an_email_ordinal",
            ),
            models.UniqueConstraint(
                fields=["campaign", "phone_key", "ordinal"],
                condition=~Q(phone_key=""),
                name="one_coupon_a_phone_ordinal",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CouponStatus.values), name="known_coupon_status"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["issued", "revoked"], order=None, saved=0)
                | Q(status__in=["reserved", "used"], saved__gte=0),
                name="coupon_of_one_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="reserved", order=None), name="reserved_for_an_order"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(status="used"), name="used_at_of_a_used_one"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_usable(self, now: datetime) -> bool:
        """A reserved coupon does not expire: its order decides."""
        return self.status == CouponStatus.ISSUED and now < self.expires_at

    def is_expired(self, now: datetime) -> bool:
        return self.status == CouponStatus.ISSUED and now >= self.expires_at


class CouponMove(HistoryRow):
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a coupon")
        verbose_name_plural = _("history")
        # A tiny index, as rows are only ever appended.
        indexes = [BrinIndex(fields=["at"], autosummarize=True, name="coupon_moves_by_time")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(COUPON_LABELS.get(self.verb, self.verb))
