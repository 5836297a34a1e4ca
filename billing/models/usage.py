"""What tenants used."""

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.tenants import Tenant
from core.fields import VisibleField

ORDERS = "orders"  # the meter of orders at the tenant's stores, which a migration installs
PRODUCT_METERS = {ORDERS: (_("Orders"), pgettext_lazy("unit of usage", "orders"))}

KEY_LENGTH = 100
MAX_QUANTITY = 10**12


class Aggregation(models.TextChoices):
    SUM = "sum", _("Sum of the month")
    PEAK = "peak", _("Highest of the month")


class MeterSource(models.TextChoices):
    API = "api", _("Reported by API")
    PRODUCT = "product", _("Counted by Jumun")


class UsageOrigin(models.TextChoices):
    API = "api", _("API")
    PRODUCT = "product", "Jumun"
    SCENARIO = "scenario", _("Scenario")
    STAFF = "staff", _("Administrator")


class Meter(models.Model):
    """Says what is counted, and how the events of a month become its units.

    Only its names and whether it is active ever change (a trigger): past months would be rated again.
    """

    code = models.SlugField(_("code"), unique=True)
    name = VisibleField(_("name"), max_length=60)
    unit = VisibleField(_("unit"), max_length=30)
    aggregation = models.CharField(
        _("aggregation"), max_length=4, choices=Aggregation, default=Aggregation.SUM
    )
    source = models.CharField(
        _("source"), max_length=7, choices=MeterSource, default=MeterSource.API
    )
    is_active = models.BooleanField(pgettext_lazy("meter", "active"), default=True)

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aggregation__in=Aggregation.values, source__in=MeterSource.values),
                name="known_kind_of_meter",
            ),
        ]

    def __str__(self) -> str:
        return str(PRODUCT_METERS[self.code][0]) if self.code in PRODUCT_METERS else self.name

    @property
    def unit_label(self) -> str:
        return str(PRODUCT_METERS[self.code][1]) if self.code in PRODUCT_METERS else self.unit


class UsageEvent(models.Model):
    """Counted once for each key of the tenant; never changed or deleted, but reversed (triggers).

    `month` is the first day of the month in which the tenant was at `at`. A reversal has the meter, the
    times and the negative quantity of what it reverses, and a reason. `received_at` is the tenant's time.
    """

    # Indexes that begin with the tenant serve its foreign key; meters are never deleted.
    tenant = models.ForeignKey(
        Tenant,
        verbose_name=_("tenant"),
        on_delete=models.PROTECT,
        related_name="usage_events",
        db_index=False,
    )
    meter = models.ForeignKey(
        Meter,
        verbose_name=_("meter"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    quantity = models.BigIntegerField(_("quantity"))
    at = models.DateTimeField(_("at"))
    month = models.DateField(_("month"))
    received_at = models.DateTimeField(_("received"))
    source = models.CharField(_("source"), max_length=8, choices=UsageOrigin)
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("usage")
        verbose_name_plural = _("usage")
        ordering = ["-pk"]
        indexes = [
            # With what is added up, so that a month is read from the index alone.
            models.Index(
                fields=["tenant", "month", "meter"], include=["quantity"], name="usage_of_a_month"
            ),
            # Months of all tenants are read in whole: a small index that costs no time to write.
            BrinIndex(fields=["month"], autosummarize=True, name="usage_by_month"),
            # Whose order it is: a store may have another owner by the time it is cancelled.
            models.Index(fields=["key"], condition=Q(source="product"), name="usage_of_an_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="one_use_a_key"),
            models.CheckConstraint(
                condition=Q(reverses=None, reason="", quantity__range=(0, MAX_QUANTITY))
                | Q(reverses__isnull=False, quantity__range=(-MAX_QUANTITY, 0)) & ~Q(reason=""),
                name="only_a_reversal_is_negative",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="usage_has_a_key"),
            models.CheckConstraint(condition=Q(month__day=1), name="usage_month_begins_on_first"),
            models.CheckConstraint(
                condition=Q(source__in=UsageOrigin.values), name="known_source_of_usage"
            ),
        ]

    if TYPE_CHECKING:
        tenant_id: int
        meter_id: int
        reverses_id: int | None

    def __str__(self) -> str:
        return self.key


class UsageCheck(models.Model):
    """The tenant used something since its usage was last compared with what is included.

    Each batch adds a row of its own, so that none waits for another's transaction.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.tenant}"


class UsageNotice(models.Model):
    """The tenant was notified that `percent` of what a month includes are used: once each."""

    PERCENTS = (80, 100)

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="usage_notices"
    )
    meter = models.ForeignKey(
        Meter, verbose_name=_("meter"), on_delete=models.PROTECT, related_name="+"
    )
    month = models.DateField(_("month"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    used = models.BigIntegerField(_("used"))
    included = models.BigIntegerField(_("included"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice of usage")
        verbose_name_plural = _("notices of usage")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "meter", "month", "percent"], name="one_notice_a_share"
            ),
            models.CheckConstraint(condition=Q(percent__in=(80, 100)), name="known_share_of_usage"),
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return f"{self.meter} {self.percent} %"
