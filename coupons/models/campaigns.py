"""Campaigns, and the versions of their terms."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import MoneyField, VisibleField
from core.models import HistoryRow
from coupons.codes import CAMPAIGN_LENGTH, new_campaign_number
from coupons.lifecycle import CAMPAIGN_LABELS, CAMPAIGN_MOVES, CampaignStatus
from stores.access import Right, stores_with
from stores.models import Store
from stores.search_key import search_key_of

if TYPE_CHECKING:
    from accounts.models import User

MAX_PER_CUSTOMER = 20
MAX_TOTAL = 10_000_000
NO_END = datetime(9000, 1, 1, tzinfo=UTC)


class Benefit(models.TextChoices):
    AMOUNT = "amount", _("An amount off")
    PERCENT = "percent", _("A percentage off")
    PIECE = "piece", _("One piece free")
    DELIVERY = "delivery", _("Free delivery")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    FOLLOWERS = "followers", _("Followers of the store")
    CODE = "code", _("Who knows the secret code")
    CODES = "codes", _("Who has a code for one coupon")


class CampaignPhase(models.TextChoices):
    """What readers see: a published campaign by clock and stock, any other by its status."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    SOLD_OUT = "sold_out", _("All gone")
    ENDED = "ended", pgettext_lazy("campaign", "Ended")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class Terms(models.Model):
    """What a coupon does. Never changed (a trigger): an edited campaign gets another version.

    Amounts are in the campaign's currency. `minimum` is what the eligible lines must cost before coupons and
    without fees. With `product_ids` or `section_ids` only those lines are eligible. A coupon is valid until
    `valid_until`, or for `valid_days` after it was claimed. The platform pays `platform_percent` of the
    discount, the store the rest.
    """

    campaign = models.ForeignKey("Campaign", on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(_("version"))
    benefit = models.CharField(_("benefit"), max_length=10, choices=Benefit)
    amount = MoneyField(_("amount off"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent off"), null=True, blank=True)
    cap = MoneyField(_("at most"), null=True, blank=True)
    minimum = MoneyField(_("minimum spend"), default=Decimal(0))
    product_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    section_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    first_order_only = models.BooleanField(_("only for a first order"), default=False)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(
        _("days valid after claiming"), null=True, blank=True
    )
    platform_percent = models.PositiveSmallIntegerField(
        _("share of the platform in percent"), default=0, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="one_terms_a_version"),
            models.CheckConstraint(
                condition=Q(benefit="amount", amount__gt=0, percent=None)
                | Q(benefit="percent", percent__range=(1, 100), amount=None)
                | Q(benefit__in=["piece", "delivery"], amount=None, percent=None),
                name="terms_of_one_benefit",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) ^ Q(valid_days=None), name="terms_valid_one_way"
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, platform_percent__lte=100)
                & (Q(cap=None) | Q(cap__gt=0))
                & (Q(valid_days=None) | Q(valid_days__gte=1)),
                name="terms_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.version}"

    @property
    def is_for_some_lines(self) -> bool:
        return bool(self.product_ids or self.section_ids)

    def expiry(self, claimed_at: datetime) -> datetime:
        """Until when a coupon that was claimed then is valid."""
        if self.valid_until is not None:
            return self.valid_until
        return claimed_at + timedelta(days=self.valid_days or 0)


PUBLIC = Q(status="published")
# Campaigns that are not listed are found by those who have their code.
LISTED_AUDIENCES = (Audience.EVERYBODY, Audience.FOLLOWERS)


# What a campaign's phase says of its stock: a coupon for which no budget is left could not be used.
HAS_SOME_LEFT = Q(issued__lt=F("total")) & (Q(budget=None) | Q(committed__lt=F("budget")))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def run_by(self, user: "User") -> "CampaignQuerySet":
        """Campaigns of stores where the user runs them."""
        return self.filter(store__in=stores_with(user, Right.RUN_CAMPAIGNS))

    def open_at(self, now: datetime) -> "CampaignQuerySet":
        """Those of which a coupon may be left to claim."""
        begun = self.filter(status=CampaignStatus.PUBLISHED, opens_at__lte=now)
        return begun.filter(HAS_SOME_LEFT, Q(closes_at=None) | Q(closes_at__gt=now))

    def listed(self, now: datetime) -> "CampaignQuerySet":
        """Those for everybody, or followers, that did not end; not of stores that sell nothing now."""
        sells = Q(store__archived_at=None, store__is_open=True, store__owner__isnull=False)
        public = self.filter(audience__in=LISTED_AUDIENCES, status=CampaignStatus.PUBLISHED)
        return public.filter(Q(store=None) | sells, ends_at__gt=now)

    def listed_live(self, now: datetime) -> "CampaignQuerySet":
        """Listed ones of which a coupon can be claimed now."""
        return self.listed(now).filter(HAS_SOME_LEFT, opens_at__lte=now)


class Campaign(models.Model):
    """Coupons of a store, or without one of the whole site, that people may claim while it is live.

    `issued` is the number of issued coupons: raised only by the guarded update of coupons.claims. `committed`
    is what reserved and used coupons take off; it never exceeds `budget`.

    `ends_at` is the earlier of `closes_at` and the end of the terms, else NO_END; a trigger computes it.
    `popularity` is `issued` of some minutes ago: with an index on `issued` a claim would write all indexes.
    """

    MOVES: ClassVar = CAMPAIGN_MOVES
    # Not the terms: after waiting for the lock, a version that was added meanwhile would not be seen.
    lifecycle_reads: ClassVar = ("store",)

    number = models.CharField(
        _("number"),
        max_length=CAMPAIGN_LENGTH,
        unique=True,
        default=new_campaign_number,
        editable=False,
    )
    store = models.ForeignKey(
        Store,
        verbose_name=_("store"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    title = VisibleField(_("title"), max_length=60)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=CampaignStatus,
        default=CampaignStatus.DRAFT,
        editable=False,
    )
    terms = models.ForeignKey(
        Terms, verbose_name=_("terms"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    currency = models.CharField(_("currency"), max_length=3)
    total = models.PositiveIntegerField(
        _("number of coupons"), validators=[MinValueValidator(1), MaxValueValidator(MAX_TOTAL)]
    )
    issued = models.PositiveIntegerField(_("claimed"), default=0, db_default=0, editable=False)
    per_customer = models.PositiveSmallIntegerField(
        _("coupons a customer"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PER_CUSTOMER)],
    )
    audience = models.CharField(
        _("for"), max_length=10, choices=Audience, default=Audience.EVERYBODY
    )
    secret_code = models.CharField(_("secret code"), max_length=30, blank=True, default="")
    opens_at = models.DateTimeField(_("can be claimed from"))
    closes_at = models.DateTimeField(_("can be claimed until"), null=True, blank=True)
    budget = MoneyField(_("budget"), null=True, blank=True)
    committed = MoneyField(
        _("used of the budget"), default=Decimal(0), db_default=Decimal(0), editable=False
    )
    created_at = models.DateTimeField(_("created"))
    ends_at = models.DateTimeField(default=NO_END, db_default=NO_END, editable=False)
    popularity = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    search_key = search_key_of("title")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["store", "opens_at"],
                condition=Q(status="published"),
                name="published_campaigns",
            ),
            models.Index(fields=["ends_at", "id"], condition=PUBLIC, name="campaigns_by_end"),
            models.Index(fields=["opens_at", "id"], condition=PUBLIC, name="campaigns_by_opening"),
            models.Index(
                fields=["-popularity", "id"], condition=PUBLIC, name="campaigns_by_popularity"
            ),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="campaigns_by_title"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CampaignStatus.values), name="known_campaign_status"
            ),
            models.CheckConstraint(
                condition=Q(total__gte=1, issued__lte=F("total")), name="campaign_issues_its_total"
            ),
            models.CheckConstraint(
                condition=Q(per_customer__range=(1, MAX_PER_CUSTOMER)),
                name="campaign_per_customer_in_range",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="campaign_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0) & (Q(budget=None) | Q(committed__lte=F("budget"))),
                name="campaign_within_its_budget",
            ),
            models.CheckConstraint(
                condition=Q(audience="code") ^ Q(secret_code=""), name="campaign_with_its_code"
            ),
            models.CheckConstraint(
                condition=~Q(audience="followers", store=None), name="followers_of_a_store"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(terms__isnull=False), name="terms_once_published"
            ),
        ]

    if TYPE_CHECKING:
        store_id: int | None

    def __str__(self) -> str:
        return self.title

    @property
    def remaining(self) -> int:
        return self.total - self.issued

    def phase(self, now: datetime) -> CampaignPhase:
        if self.status != CampaignStatus.PUBLISHED:
            return CampaignPhase(self.status)
        if now < self.opens_at:
            return CampaignPhase.SCHEDULED
        if self.closes_at is not None and self.closes_at <= now:
            return CampaignPhase.ENDED
        has_budget = self.budget is None or self.committed < self.budget
        return CampaignPhase.LIVE if self.remaining and has_budget else CampaignPhase.SOLD_OUT


class CampaignMove(HistoryRow):
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a campaign")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(CAMPAIGN_LABELS.get(self.verb, self.verb))
