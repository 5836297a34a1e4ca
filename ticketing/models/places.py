"""Places of a date, one row each, and who holds them."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Order, OrderLine
from ticketing.models.events import EventDate
from ticketing.models.plans import Seat
from ticketing.models.prices import Category, TicketType


class PlaceState(models.TextChoices):
    FREE = "free", pgettext_lazy("place", "Free")
    HELD = "held", pgettext_lazy("place", "Held")
    SOLD = "sold", pgettext_lazy("place", "Sold")


class HoldKind(models.TextChoices):
    BASKET = "basket", pgettext_lazy("hold", "Being chosen")
    ORDER = "order", pgettext_lazy("hold", "Being paid")
    OFFER = "offer", pgettext_lazy("hold", "Offered to the waiting list")
    DESK = "desk", pgettext_lazy("hold", "At the desk")


class Hold(models.Model):
    """A buyer's claim on places of a date, until the time that each place has.

    `token` is bound to its buyer (CartOwner.bind), so that it is of no use to others. `ended_at` is
    when it was released or its places were sold; one that lapsed has none. With `is_desk` no buyer took it,
    whatever became of it.
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="holds",
        db_index=False,  # holds_by_time begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("buyer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="holds_of_places",
    )
    visitor_key = models.UUIDField(null=True, blank=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=10, choices=HoldKind, default=HoldKind.BASKET, db_default="basket"
    )
    is_desk = models.BooleanField(_("at the desk"), default=False, db_default=False)
    order = models.OneToOneField(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hold_of_places",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold of places")
        verbose_name_plural = _("holds of places")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["visitor_key"], name="holds_of_a_visitor"),
            models.Index(fields=["date", "created_at"], name="holds_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=HoldKind.values), name="known_kind_of_hold"
            ),
            models.CheckConstraint(
                condition=Q(kind="order", order__isnull=False)
                | (~Q(kind="order") & Q(order__isnull=True)),
                name="hold_of_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.created_at:%Y-%m-%d %H:%M}"


def untaken_at(now: datetime | Combinable) -> Q:
    """Selects places that are free or whose hold has lapsed, blocked or not."""
    return Q(state=PlaceState.FREE) | Q(state=PlaceState.HELD, until__lte=now)


class PlaceQuerySet(models.QuerySet["Place"]):
    def free_at(self, now: datetime | Combinable) -> "PlaceQuerySet":
        """Those that can be taken: a lapsed hold is none, and a blocked place is not sold."""
        return self.filter(untaken_at(now), is_blocked=False)

    def held_at(self, now: datetime | Combinable) -> "PlaceQuerySet":
        return self.filter(state="held", until__gt=now)


class Place(models.Model):
    """One place at one date: a seat, or one of a category without numbers.

    A trigger refuses a new hold of a place that is sold or whose hold has not lapsed, sets `taken_at` and
    `changed_at` by the database's clock, and lets nothing but a held place be sold. What is sold may only be
    freed. See ticketing/migrations/0002_guards.py.
    """

    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="places",
        db_index=False,  # indexes below begin with it
    )
    seat = models.ForeignKey(
        Seat,
        verbose_name=_("seat"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
    )
    category = models.ForeignKey(
        Category,
        verbose_name=pgettext_lazy("tickets", "category"),
        on_delete=models.PROTECT,
        related_name="places",
        db_index=False,
    )
    is_blocked = models.BooleanField(_("blocked"), default=False, db_default=False)
    state = models.CharField(
        _("state"),
        max_length=4,
        choices=PlaceState,
        default=PlaceState.FREE,
        db_default="free",
        editable=False,
    )
    hold = models.ForeignKey(
        Hold,
        verbose_name=_("hold"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="places",
    )
    until = models.DateTimeField(_("held until"), null=True, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    type = models.ForeignKey(
        TicketType,
        verbose_name=_("type of ticket"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="places",
        db_index=False,
    )
    line = models.ForeignKey(
        OrderLine,
        verbose_name=_("line of an order"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="places",
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["date", "changed_at"], name="places_by_change"),
            models.Index(fields=["category", "date", "state"], name="places_of_a_category"),
            models.Index(
                fields=["date", "category"],
                condition=~Q(state="sold") & Q(is_blocked=False),
                name="places_unsold",
            ),
            models.Index(
                fields=["type"], condition=Q(type__isnull=False), name="places_with_a_type"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["date", "seat"], name="one_place_a_seat"),
            models.CheckConstraint(
                condition=Q(state="held", hold__isnull=False, until__isnull=False)
                | (Q(state__in=["free", "sold"]) & Q(hold=None, until=None)),
                name="held_with_hold_and_until",
            ),
            models.CheckConstraint(
                condition=Q(state="sold", line__isnull=False)
                | (Q(state__in=["free", "held"]) & Q(line=None)),
                name="sold_with_line",
            ),
        ]

    if TYPE_CHECKING:
        is_taken: bool  # read by ticketing.holds.queries.places_at

    def __str__(self) -> str:
        """The seat as people read it; of a place without a number its category."""
        return str(self.seat or self.category)

    def is_free(self, now: datetime) -> bool:
        """As PlaceQuerySet.free_at."""
        lapsed = self.state == "held" and self.until is not None and self.until <= now
        return not self.is_blocked and (self.state == "free" or lapsed)
