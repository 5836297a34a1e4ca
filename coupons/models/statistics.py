"""What became of coupons, added up by day; coupons.statistics.aggregate writes these rows.

They repeat what the rows of coupons and orders say, and can be calculated again from those. So they have no
foreign key constraints, whose check of each row would take longer than everything else. Days are those of the
site's time zone.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from coupons.models.campaigns import Campaign
from stores.models import Store


class DayOfFigures(models.Model):
    """The figures of one day. Uses count on the day when the coupon was used, whatever happens later.

    `purchases` are orders, and bills at the counter, that used a coupon, and `sales` what was paid for them
    and not refunded. `new_customers` bought at their store for the first time. `views` are of different
    visitors each.
    """

    day = models.DateField(_("day"))
    claimed = models.PositiveIntegerField(_("claimed"), default=0)
    used = models.PositiveIntegerField(_("used"), default=0)
    views = models.PositiveIntegerField(_("views"), default=0)
    purchases = models.PositiveIntegerField(_("purchases"), default=0)
    new_customers = models.PositiveIntegerField(_("new customers"), default=0)
    sales = MoneyField(_("sales"), default=Decimal(0))
    store_discount = MoneyField(_("discount paid by the store"), default=Decimal(0))
    platform_discount = MoneyField(_("discount paid by the platform"), default=Decimal(0))

    class Meta:
        abstract = True


class CampaignDay(DayOfFigures):
    """Amounts are in the campaign's currency."""

    pk = models.CompositePrimaryKey("campaign_id", "day")
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="days",
        db_constraint=False,
        db_index=False,  # the primary key begins with it
    )

    class Meta:
        verbose_name = _("day of a campaign")
        verbose_name_plural = _("days of campaigns")
        indexes = [BrinIndex(fields=["day"], autosummarize=True, name="campaign_days_by_day")]

    if TYPE_CHECKING:
        campaign_id: int

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.day}"


class StoreDay(DayOfFigures):
    """The campaigns of a store in one currency; a purchase with coupons of two of them counts once."""

    pk = models.CompositePrimaryKey("store_id", "currency", "day")
    store = models.ForeignKey(
        Store,
        on_delete=models.PROTECT,
        related_name="coupon_days",
        db_constraint=False,
        db_index=False,  # the primary key begins with it
    )
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("day of a store")
        verbose_name_plural = _("days of stores")
        indexes = [BrinIndex(fields=["day"], autosummarize=True, name="store_days_by_day")]

    if TYPE_CHECKING:
        store_id: int

    def __str__(self) -> str:
        return f"{self.store_id} · {self.day}"


class SiteDay(DayOfFigures):
    """All campaigns in one currency, those of the whole site too; a purchase counts once."""

    pk = models.CompositePrimaryKey("currency", "day")
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("day of the site")
        verbose_name_plural = _("days of the site")

    def __str__(self) -> str:
        return f"{self.currency} · {self.day}"


class PageView(models.Model):
    """That a visitor saw the page of a campaign on a day; deleted soon after it was counted.

    `visitor` is a keyed hash whose key changes every day: it says neither who it was, nor whether somebody
    came back on another day.
    """

    pk = models.CompositePrimaryKey("day", "campaign_id", "visitor")
    day = models.DateField()
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="page_views",
        db_constraint=False,  # its check would lock the row for which everybody waits in a rush
        db_index=False,
    )
    visitor = models.BigIntegerField()

    class Meta:
        verbose_name = _("page view")
        verbose_name_plural = _("page views")

    def __str__(self) -> str:
        return f"{self.day}"


class ChangedDay(models.Model):
    """A day to be added up, for the first time or again. Several rows may name the same day."""

    day = models.DateField()

    class Meta:
        verbose_name = _("changed day")
        verbose_name_plural = _("changed days")

    def __str__(self) -> str:
        return f"{self.day}"


class AggregationState(models.Model):
    """One row: up to when changes were searched for, and the last day up to which all days are added up."""

    searched_until = models.DateTimeField(null=True)
    closed_through = models.DateField(null=True)

    class Meta:
        verbose_name = _("state of the aggregation")
        verbose_name_plural = _("state of the aggregation")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_state_of_aggregation")
        ]

    def __str__(self) -> str:
        return f"{self.closed_through}"
