"""What tenants can subscribe to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.clocks import BillingClock
from billing.models.tenants import Tenant
from billing.terms import Rate, Terms, Tier
from core.fields import MoneyField, VisibleField


class BillingPlan(models.Model):
    """A name for versions of terms. A plan of one `tenant` is a contract that nobody else sees; one of a test
    clock is offered there only.

    The default plan, free of charge, sets the limits of owners who subscribe to nothing.
    """

    code = models.SlugField(_("code"), unique=True)
    name = VisibleField(_("name"), max_length=60)
    description = VisibleField(_("description"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("can be chosen"), default=True)
    is_default = models.BooleanField(_("of owners who subscribe to nothing"), default=False)
    tenant = models.ForeignKey(
        Tenant,
        verbose_name=_("only for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
    )
    clock = models.ForeignKey(
        BillingClock,
        verbose_name=_("only at the test clock"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="plans",
    )

    class Meta:
        verbose_name = pgettext_lazy("billing", "plan")
        verbose_name_plural = pgettext_lazy("billing", "plans")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_plan"
            ),
            models.CheckConstraint(
                condition=Q(tenant=None, clock=None) | Q(is_default=False),
                name="contract_is_no_default",
            ),
        ]

    if TYPE_CHECKING:
        tenant_id: int | None
        clock_id: int | None

    def __str__(self) -> str:
        return self.name


class BillingPlanVersion(models.Model):
    """What a plan costs and includes; never changed (a trigger): who subscribed keeps their version.

    `rates`: by the code of a meter {"included": units a month, "tiers": [{"price": major units as text,
    "up_to": unit or absent}]}. `limits`: how many, by the code of a resource of core.limits; absent is
    unlimited.
    `features`: codes of what is switched on.
    """

    plan = models.ForeignKey(
        BillingPlan,
        verbose_name=pgettext_lazy("billing", "plan"),
        on_delete=models.PROTECT,
        related_name="versions",
    )
    number = models.PositiveIntegerField(_("version"))
    currency = models.CharField(_("currency"), max_length=3)
    base = MoneyField(_("base a month"))
    rates = models.JSONField(_("usage"), default=dict, blank=True)
    limits = models.JSONField(_("limits"), default=dict, blank=True)
    features = models.JSONField(_("features"), default=list, blank=True)
    trial_days = models.PositiveSmallIntegerField(_("days of trial"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="one_version_a_number_and_plan"
            ),
            models.CheckConstraint(
                condition=Q(base__gte=0, number__gte=1, trial_days__lte=366),
                name="plan_version_in_range",
            ),
        ]

    if TYPE_CHECKING:
        plan_id: int

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    @property
    def is_free(self) -> bool:
        return not self.base and not self.rates

    @property
    def terms(self) -> Terms:
        """For computing; raises ValueError for tiers that do not rise."""
        rates = {meter: _rate(rate) for meter, rate in self.rates.items()}
        return Terms(self.plan.code, self.number, self.base, rates)


def _rate(data: Mapping[str, Any]) -> Rate:
    tiers = tuple(Tier(Decimal(tier["price"]), tier.get("up_to")) for tier in data.get("tiers", ()))
    return Rate(int(data.get("included", 0)), tiers)
