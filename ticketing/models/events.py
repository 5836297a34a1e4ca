"""Events and their dates, with who plays and where."""

from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import VisibleField
from core.models import HistoryRow
from stores.access import Right, stores_with
from stores.models import Store
from stores.photos import photo_path
from ticketing.lifecycle import EVENT_LABELS, EVENT_MOVES
from ticketing.models.plans import PlanVersion
from ticketing.numbers import NUMBER_LENGTH, new_number
from ticketing.search_keys import initials_of, names_key, search_key_of
from ticketing.signing_keys import new_sealed_key, private_key, public_key
from ticketing.statuses import EventStatus

if TYPE_CHECKING:
    from accounts.models import User

MAX_DESCRIPTION_LENGTH = 20_000  # characters
MAX_PER_ORDER = 10
PUBLIC = (EventStatus.ANNOUNCED, EventStatus.PUBLISHED, EventStatus.CANCELLED)


def default_zone() -> str:
    return settings.TIME_ZONE


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no such time zone."))


class Artist(models.Model):
    """`aliases` are other names by which people search: 방탄소년단 for BTS."""

    name = VisibleField(_("name"), max_length=80, unique=True)
    aliases = ArrayField(
        models.CharField(max_length=80), verbose_name=_("other names"), default=list, blank=True
    )
    search_key = names_key()
    initials = names_key(initials=True)

    class Meta:
        verbose_name = _("artist")
        verbose_name_plural = _("artists")
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="artists_by_name"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="artists_by_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    name = VisibleField(_("name"), max_length=80)
    address = VisibleField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    search_key = search_key_of("name")
    initials = initials_of("name")

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "pk"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="venues_by_name"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="venues_by_initials"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EventQuerySet(models.QuerySet["Event"]):
    def run_by(self, user: "User") -> "EventQuerySet":
        """Events of stores where the user runs them."""
        return self.filter(store__in=stores_with(user, Right.RUN_EVENTS))

    def public(self) -> "EventQuerySet":
        """Those that readers may see."""
        return self.filter(status__in=PUBLIC)


class Event(models.Model):
    """What people come to. Its `store` is the organiser.

    `zone` is the IANA name of its time zone. A ticket may be given back until `give_back_until` hours before
    the date begins (null: never), for `give_back_fee_percent` of its price. `max_per_person` counts over all
    orders. `sealed_key` is the private key that signs its tickets, encrypted.
    """

    MOVES: ClassVar = EVENT_MOVES
    lifecycle_reads: ClassVar = ("store",)

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    store = models.ForeignKey(
        Store, verbose_name=_("organiser"), on_delete=models.PROTECT, related_name="events"
    )
    title = VisibleField(_("title"), max_length=100)
    description = models.TextField(
        _("description"), max_length=MAX_DESCRIPTION_LENGTH, blank=True, default="", db_default=""
    )
    poster = models.ImageField(_("poster"), upload_to=photo_path, blank=True)
    age_note = VisibleField(_("note on age"), max_length=100, blank=True, default="", db_default="")
    venue = models.ForeignKey(
        Venue,
        verbose_name=_("venue"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    artists = models.ManyToManyField(
        Artist, verbose_name=_("artists"), blank=True, related_name="events"
    )
    zone = models.CharField(
        _("time zone"), max_length=50, default=default_zone, validators=[known_zone]
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=EventStatus,
        default=EventStatus.DRAFT,
        editable=False,
    )
    allows_transfer = models.BooleanField(
        _("may be paid by bank transfer"), default=False, db_default=False
    )
    allows_deposits = models.BooleanField(
        _("may be paid by a deposit at a bank"), default=False, db_default=False
    )
    asks_names = models.BooleanField(_("a name on each ticket"), default=False, db_default=False)
    moving_code_only = models.BooleanField(
        _("only the code that changes lets in"), default=False, db_default=False
    )
    max_per_order = models.PositiveSmallIntegerField(
        _("tickets in an order, at most"),
        default=MAX_PER_ORDER,
        db_default=MAX_PER_ORDER,
        validators=[MinValueValidator(1)],
    )
    max_per_person = models.PositiveSmallIntegerField(
        _("tickets of a person, at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    give_back_until = models.PositiveSmallIntegerField(
        _("hours before the beginning until which tickets may be given back"), null=True, blank=True
    )
    give_back_fee_percent = models.PositiveSmallIntegerField(
        _("fee for giving back, in percent"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(100)],
    )
    sealed_key = models.TextField(default=new_sealed_key, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    search_key = search_key_of("title")
    initials = initials_of("title")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("tickets", "event")
        verbose_name_plural = pgettext_lazy("tickets", "events")
        ordering = ["-pk"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="events_by_title"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="events_by_initials"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=EventStatus.values), name="known_event_status"
            ),
            models.CheckConstraint(
                condition=Q(max_per_order__gte=1)
                & (Q(max_per_person=None) | Q(max_per_person__gte=1)),
                name="event_limits_in_range",
            ),
            models.CheckConstraint(
                condition=Q(give_back_fee_percent__lte=100), name="give_back_fee_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ticketing:event", args=[self.number])

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def private_key(self) -> Ed25519PrivateKey:
        """Signs its tickets. Raises KeyLost."""
        return private_key(self.sealed_key)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """Raises KeyLost."""
        return public_key(self.sealed_key)


class EventDate(models.Model):
    """One performance of an event. Times are aware; pages show them in the event's zone.

    It is on sale from `sale_opens_at` (null: at once) until `sale_closes_at` (null: until it begins).
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="dates"
    )
    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    doors_at = models.DateTimeField(_("doors open"), null=True, blank=True)
    begins_at = models.DateTimeField(_("begins"))
    sale_opens_at = models.DateTimeField(_("on sale from"), null=True, blank=True)
    sale_closes_at = models.DateTimeField(_("on sale until"), null=True, blank=True)
    plan_version = models.ForeignKey(
        PlanVersion,
        verbose_name=_("seating plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dates",
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    postponed_at = models.DateTimeField(_("postponed"), null=True, blank=True, editable=False)
    # When it was to begin before it was postponed.
    postponed_from = models.DateTimeField(null=True, blank=True, editable=False)
    # Until then holders of a postponed date may return their tickets.
    returnable_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("tickets", "date")
        verbose_name_plural = pgettext_lazy("tickets", "dates")
        ordering = ["begins_at", "pk"]
        indexes = [models.Index(fields=["begins_at"], name="event_dates_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(doors_at=None) | Q(doors_at__lte=F("begins_at")),
                name="doors_open_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(sale_opens_at=None)
                | Q(sale_closes_at=None)
                | Q(sale_closes_at__gt=F("sale_opens_at")),
                name="sale_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.begins_at.astimezone(self.event.time_zone):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("ticketing:date", args=[self.event.number, self.number])


class EventMove(HistoryRow):
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of an event")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(EVENT_LABELS.get(self.verb, self.verb))
