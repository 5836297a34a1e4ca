"""Which plan a tenant is on, and since when."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.lifecycle import (
    SUBSCRIPTION_LABELS,
    SUBSCRIPTION_MOVES,
    EndReason,
    SubscriptionStatus,
)
from billing.models.plans import BillingPlanVersion
from billing.models.tenants import Tenant
from billing.proration import PlanChange
from core.models import HistoryRow


class Subscription(models.Model):
    """A tenant has one at most, which ends and starts again; `changes` are its plans by the day."""

    MOVES: ClassVar = SUBSCRIPTION_MOVES
    lifecycle_reads: ClassVar = ("tenant__clock",)

    tenant = models.OneToOneField(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="subscription"
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=SubscriptionStatus,
        default=SubscriptionStatus.TRIALING,
        editable=False,
    )
    ended_for = models.CharField(
        _("why it ended"), max_length=10, choices=EndReason, blank=True, default=""
    )
    trial_ends = models.DateField(_("first day after the trial"), null=True, blank=True)
    started_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SubscriptionStatus.values), name="known_subscription_status"
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", ended_for__in=EndReason.values)
                | ~Q(status="cancelled") & Q(ended_for=""),
                name="cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="trialing") | Q(trial_ends__isnull=False),
                name="trial_has_an_end",
            ),
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return f"{self.tenant} · {self.get_status_display()}"


class SubscriptionMove(HistoryRow):
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a subscription")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(SUBSCRIPTION_LABELS.get(self.verb, self.verb))


class ChangeKind(models.TextChoices):
    START = "start", _("Subscribed")
    TRIAL = "trial", _("Trial")
    UPGRADE = "upgrade", _("Upgrade")
    DOWNGRADE = "downgrade", _("Downgrade")
    CONTRACT = "contract", _("Own contract")
    CANCEL = "cancel", _("Cancelled")
    SUSPEND = "suspend", _("Not paid")
    RESTORE = "restore", _("Restored")


class SubscriptionChange(models.Model):
    """From the beginning of this local day on the tenant is on this version; without one nothing is billed.

    Of each day there is one. A day that has not come is planned, and may still be deleted. A suspension
    names the version that its restoration returns to.
    """

    subscription = models.ForeignKey(
        Subscription,
        verbose_name=_("subscription"),
        on_delete=models.PROTECT,
        related_name="changes",
    )
    day = models.DateField(_("day"))
    version = models.ForeignKey(
        BillingPlanVersion,
        verbose_name=pgettext_lazy("billing", "plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    is_billed = models.BooleanField(_("is billed"), default=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of plan")
        verbose_name_plural = _("changes of plan")
        ordering = ["day"]
        indexes = [
            # All that statistics read, in their order: from the index alone.
            models.Index(
                fields=["subscription", "day"],
                include=["version", "is_billed", "kind"],
                name="changes_in_order",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "day"], name="one_change_a_day"),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="known_kind_of_change"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | Q(is_billed=False),
                name="no_plan_is_not_billed",
            ),
        ]

    if TYPE_CHECKING:
        version_id: int | None

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    @property
    def as_billed(self) -> PlanChange:
        """For billing.proration."""
        return PlanChange(self.day, self.version.terms if self.version and self.is_billed else None)
