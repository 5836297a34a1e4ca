"""Partners of a store, and the codes by which their buyers are recognised."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from affiliates.lifecycle import PARTNER_LABELS, PARTNER_MOVES, PartnerStatus
from affiliates.models.programmes import Programme, percent_of
from core.fields import VisibleField
from core.models import HistoryRow
from core.random_codes import random_code
from coupons.models import Campaign
from stores.access import Right, stores_with

if TYPE_CHECKING:
    from accounts.models import User

NUMBER_LENGTH = 8
MAX_CODE_LENGTH = 20
MAX_RATE = Decimal(100)


class TaxKind(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual in Korea")
    BUSINESS = "business", _("Registered business")
    FOREIGN = "foreign", _("Abroad")


def new_number() -> str:
    return random_code(NUMBER_LENGTH)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def managed_by(self, user: "User") -> "PartnerQuerySet":
        """Partners of stores where the user runs the programme."""
        return self.filter(programme__store__in=stores_with(user, Right.RUN_AFFILIATES))


class Partner(models.Model):
    """One account as a partner of one store.

    `rate` overrides that of the programme. `terms_text` is what they agreed to, in `terms_version`, and
    `bank_sealed` the encrypted account that they are paid to (affiliates.bank_accounts).
    """

    MOVES: ClassVar = PARTNER_MOVES
    lifecycle_reads: ClassVar = ("programme__store",)

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="partners"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="partnerships",
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=PartnerStatus,
        default=PartnerStatus.APPLIED,
        editable=False,
    )
    name = VisibleField(_("name"), max_length=60)
    channel = models.URLField(_("channel"), max_length=300, blank=True)
    plan = models.TextField(_("how they promote"), max_length=1000, blank=True)
    agreed_at = models.DateTimeField(_("agreed to the terms"))
    terms_version = models.PositiveIntegerField(_("version of the terms"))
    terms_text = models.TextField(_("terms that were agreed to"))
    rate = models.DecimalField(
        _("own rate in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_RATE)],
    )
    tax_kind = models.CharField(_("tax"), max_length=10, choices=TaxKind, blank=True, default="")
    bank_sealed = models.TextField(blank=True, default="", editable=False)
    applied_at = models.DateTimeField(_("applied"))

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"], name="one_partner_an_account_and_store"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PartnerStatus.values), name="known_partner_status"
            ),
            models.CheckConstraint(
                condition=Q(rate=None) | Q(rate__gte=0, rate__lte=MAX_RATE),
                name="partner_rate_in_range",
            ),
            models.CheckConstraint(
                condition=Q(tax_kind__in=["", *TaxKind.values]), name="known_tax_kind"
            ),
        ]

    if TYPE_CHECKING:
        programme_id: int
        user_id: int

    def __str__(self) -> str:
        return self.name

    @property
    def current_rate(self) -> Decimal:
        """In percent."""
        return self.programme.rate if self.rate is None else self.rate

    @property
    def percent(self) -> str:
        """The current rate as text."""
        return percent_of(self.current_rate)

    @property
    def is_active(self) -> bool:
        """Whether their links and codes count now."""
        return self.status == PartnerStatus.APPROVED and self.programme.is_on


class PartnerMove(HistoryRow):
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a partner")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(PARTNER_LABELS.get(self.verb, self.verb))


class PartnerCode(models.Model):
    """A code that buyers type, or follow as a link; never used again for another partner.

    `folded` is equal for codes that look alike. With a `campaign`, who types it gets a coupon of that, too.
    """

    code = models.CharField(_("code"), max_length=MAX_CODE_LENGTH, unique=True)
    folded = models.CharField(max_length=MAX_CODE_LENGTH, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="codes"
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("coupon"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("partner's code")
        verbose_name_plural = _("partners' codes")
        ordering = ["pk"]

    if TYPE_CHECKING:
        partner_id: int
        campaign_id: int | None

    def __str__(self) -> str:
        return self.code
