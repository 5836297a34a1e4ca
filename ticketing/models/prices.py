"""Categories of an event's places, and the types of tickets that are sold of each."""

from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import MoneyField, VisibleField
from ticketing.models.events import Event

COLOR_LENGTH = 7  # "#rrggbb"


class Category(models.Model):
    """Places of one kind. Seats of the plan belong to the category of the same name.

    With `capacity` it has so many places without numbers at each date, which its types share.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="categories"
    )
    name = VisibleField(_("name"), max_length=80)
    color = models.CharField(
        _("colour"), max_length=COLOR_LENGTH, default="#2f6fde", db_default="#2f6fde"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)
    capacity = models.PositiveIntegerField(_("places without numbers"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("tickets", "category")
        verbose_name_plural = pgettext_lazy("tickets", "categories")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="one_category_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_numbered(self) -> bool:
        """Whether its places are seats of a plan."""
        return self.capacity is None


class TicketTypeQuerySet(models.QuerySet["TicketType"]):
    def open_at(self, now: datetime) -> "TicketTypeQuerySet":
        begun = self.filter(Q(opens_at=None) | Q(opens_at__lte=now))
        return begun.filter(Q(closes_at=None) | Q(closes_at__gt=now))


class TicketType(models.Model):
    """What is bought: one price of one category, in the currency of the store.

    `phase` names its period, such as "Early bird". With a `secret_code` only buyers with the code see it.
    `least` and `most` count tickets of it in one order.
    """

    category = models.ForeignKey(
        Category,
        verbose_name=pgettext_lazy("tickets", "category"),
        on_delete=models.CASCADE,
        related_name="types",
    )
    name = VisibleField(_("name"), max_length=60)
    price = MoneyField(_("price"))
    opens_at = models.DateTimeField(_("on sale from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("on sale until"), null=True, blank=True)
    phase = VisibleField(
        _("name of its period"), max_length=60, blank=True, default="", db_default=""
    )
    secret_code = VisibleField(
        _("secret code"), max_length=30, blank=True, default="", db_default=""
    )
    least = models.PositiveSmallIntegerField(
        _("at least in an order"), default=1, db_default=1, validators=[MinValueValidator(1)]
    )
    most = models.PositiveSmallIntegerField(
        _("at most in an order"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    objects = TicketTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("type of ticket")
        verbose_name_plural = _("types of tickets")
        ordering = ["category__position", "category", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="price_of_type_not_negative"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="type_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1) & (Q(most=None) | Q(most__gte=F("least"))),
                name="type_least_and_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.name}"

    def is_open(self, now: datetime) -> bool:
        begun = self.opens_at is None or self.opens_at <= now
        return begun and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now
