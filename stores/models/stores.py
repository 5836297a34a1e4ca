from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from core.currencies import currency_choices
from core.fields import MoneyField, VisibleField
from stores.photos import photo_path
from stores.search_key import search_key_of


def default_currency() -> str:
    return str(settings.DEFAULT_CURRENCY)


class Category(models.Model):
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True, allow_unicode=True)
    name = VisibleField(_("name"), max_length=40)
    name_ko = VisibleField(_("name in Korean"), max_length=40, blank=True)
    emoji = models.CharField(_("emoji"), max_length=8, blank=True)
    words = models.CharField(
        _("other words for it"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("What else people search for, in any language, separated by commas."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    search_key = search_key_of("name", "name_ko", "words")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="categories_by_name")
        ]

    def __str__(self) -> str:
        return self.name_ko if get_language() == "ko" and self.name_ko else self.name


class Store(Place):
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stores",
        help_text=_("A store without an owner is shown but takes no orders."),
    )
    # Only the platform's own store has none.
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        related_name="stores",
    )
    name = VisibleField(_("name"), max_length=80)
    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True, allow_unicode=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    photo = models.ImageField(_("photo"), upload_to=photo_path, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=currency_choices, default=default_currency
    )
    minimum_order = MoneyField(_("minimum order"), default=Decimal(0))
    delivery_fee = MoneyField(_("delivery fee"), default=Decimal(0))
    offers_delivery = models.BooleanField(_("delivers"), default=True)
    offers_pickup = models.BooleanField(_("lets customers pick up"), default=True)
    offers_shipping = models.BooleanField(_("sends parcels"), default=False, db_default=False)
    offers_tickets = models.BooleanField(
        _("sells tickets to events"), default=False, db_default=False
    )
    is_open = models.BooleanField(_("takes orders"), default=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    # Of stores.platform: it is archived from its first day, and nobody owns it, so that nothing lists it.
    is_platform = models.BooleanField(default=False, db_default=False, editable=False)
    import_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    search_key = search_key_of("name")

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name", "pk"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="stores_by_name")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minimum_order__gte=0), name="minimum_not_negative"),
            models.CheckConstraint(condition=Q(delivery_fee__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=Q(offers_delivery=True)
                | Q(offers_pickup=True)
                | Q(offers_shipping=True)
                | Q(offers_tickets=True),
                name="store_offers_something",
                violation_error_message=_("Offer delivery, pickup, shipping or tickets."),
            ),
            models.CheckConstraint(
                condition=Q(is_platform=False, category__isnull=False)
                | Q(is_platform=True, owner__isnull=True, archived_at__isnull=False),
                name="platform_store_is_hidden",
            ),
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_platform=True),
                name="one_platform_store_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stores:store", args=[self.slug])

    @property
    def only_sends(self) -> bool:
        """Whether everything that it sells is sent as a parcel."""
        return self.offers_shipping and not self.offers_delivery and not self.offers_pickup

    @property
    def sells_goods(self) -> bool:
        """Whether what is on its menu can be ordered, in any way; a store may sell tickets only."""
        return self.offers_delivery or self.offers_pickup or self.offers_shipping

    def is_within_hours(self, now: datetime) -> bool:
        """Whether `now` (aware) is within the opening hours; a store without hours always is."""
        local = timezone.localtime(now)
        hours = list(self.hours.all())
        return not hours or any(span.covers(local) for span in hours)

    def takes_orders(self, now: datetime) -> bool:
        """Switched on, owned, not archived, and within its hours at `now` (aware)."""
        return self.is_active and self.is_within_hours(now)

    def takes_parcels(self) -> bool:
        """As `takes_orders`, of parcels: they are ordered at any hour."""
        return self.offers_shipping and self.is_active

    @property
    def is_active(self) -> bool:
        """Switched on, owned and not archived."""
        return self.is_open and self.owner_id is not None and self.archived_at is None


class OpeningHours(models.Model):
    """A span of opening hours on a weekday; closing at or before opening means the next day."""

    WEEKDAYS = [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    ]

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "weekday", "opens"], name="one_span_an_opening"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="known_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def covers(self, local: datetime) -> bool:
        """Whether this span includes the local time, also after midnight."""
        yesterday = (local - timedelta(days=1)).weekday()
        overnight = self.closes <= self.opens
        time = local.time()
        if overnight:
            return (self.weekday == local.weekday() and time >= self.opens) or (
                self.weekday == yesterday and time < self.closes
            )
        return self.weekday == local.weekday() and self.opens <= time < self.closes
