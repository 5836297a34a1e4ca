"""Who is billed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.clocks import BillingClock
from core.fields import VisibleField
from core.random_codes import random_code
from payments.models import SavedMethod

NUMBER_LENGTH = 8
NO_ZONES = {"Factory", "localtime"}  # files beside the zones: of no place, and of the server's own


def new_number() -> str:
    return random_code(NUMBER_LENGTH)


def site_zone() -> str:
    return settings.TIME_ZONE


def validate_zone(value: str) -> None:
    """The name of a zone in the IANA time zone database."""
    if value in NO_ZONES:
        raise ValidationError(_("There is no such time zone."))
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("There is no such time zone.")) from error


class Tenant(models.Model):
    """An owner with all their stores as a customer of the platform; frozen into each invoice.

    A tenant with a test clock got it at birth and keeps it (a trigger).
    """

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    user = models.OneToOneField(
        User,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenant",
    )
    clock = models.OneToOneField(
        BillingClock,
        verbose_name=_("test clock"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenant",
    )
    legal_name = VisibleField(_("legal name"), max_length=200)
    business_number = VisibleField(_("business number"), max_length=40, blank=True, default="")
    billing_email = models.EmailField(_("e-mail for bills"))
    zone = models.CharField(
        _("time zone"), max_length=50, default=site_zone, validators=[validate_zone]
    )
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language of bills"), max_length=10, choices=settings.LANGUAGES)
    trial_used = models.BooleanField(_("has had its trial"), default=False)
    # Of the business that had the trial (billing.trials): another tenant of it has none.
    trial_number = models.CharField(
        max_length=40, blank=True, default="", db_default="", editable=False
    )
    # Which bills are charged to; see billing.cards.
    default_method = models.ForeignKey(
        SavedMethod,
        verbose_name=_("card that is charged"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("tenant")
        verbose_name_plural = _("tenants")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(legal_name=""), name="tenant_has_a_name"),
            models.UniqueConstraint(
                fields=["trial_number"],
                condition=~Q(trial_number=""),
                name="one_trial_a_business_number",
            ),
        ]

    if TYPE_CHECKING:
        user_id: int | None
        clock_id: int | None

    def __str__(self) -> str:
        return self.legal_name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day_at(self, now: datetime) -> date:
        """The tenant's local day at an instant of its own time."""
        return now.astimezone(self.tz).date()

    def start_of(self, day: date) -> datetime:
        """The instant (UTC) at which the tenant's local day begins."""
        return datetime.combine(day, time(), self.tz).astimezone(UTC)

    def time_at(self, now: datetime) -> datetime:
        """The tenant's time when it is `now` (aware) on the wall: that of its test clock, if it has one."""
        return self.clock.now if self.clock else now

    @property
    def balance(self) -> Decimal:
        """Its credit; below zero it is what was carried over to its next invoice."""
        total: Decimal | None = self.credits.aggregate(total=models.Sum("amount"))["total"]
        return total or Decimal(0)


class TenantEvent(models.Model):
    """Something that happened to a tenant, at the tenant's time; never changed or deleted (a trigger).

    `data` are the values of its text, in billing.timeline.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(_("kind"), max_length=30)
    data = models.JSONField(_("data"), default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    class Meta:
        verbose_name = _("event of a tenant")
        verbose_name_plural = _("timeline")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tenant", "-id"], name="timeline_of_a_tenant")]

    def __str__(self) -> str:
        return self.kind
