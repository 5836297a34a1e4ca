"""Models of riders and where they work."""

from decimal import Decimal
from math import cos, radians
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from core.fields import VisibleField

LEAST_RADIUS, MOST_RADIUS = Decimal("0.5"), Decimal(20)  # kilometres

KM_A_DEGREE = 110.5  # of latitude, at its least, so that a box never cuts off a part of the circle

ICONS = {"foot": "person-walking", "bicycle": "bicycle", "scooter": "scooter", "car": "car-front"}


class RiderQuerySet(models.QuerySet["Rider"]):
    def lock(self, pk: Any) -> "Rider | None":
        """The rider, locked until the transaction ends; always after an order, never before one."""
        if not isinstance(pk, int):
            return None
        return self.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


class Rider(models.Model):
    """The rider's profile of a user with that role."""

    class Vehicle(models.TextChoices):
        FOOT = "foot", _("On foot")
        BICYCLE = "bicycle", _("Bicycle")
        SCOOTER = "scooter", _("Scooter")
        CAR = "car", _("Car")

    user = models.OneToOneField(
        User, verbose_name=_("user"), on_delete=models.PROTECT, primary_key=True
    )
    vehicle = models.CharField(
        _("vehicle"), max_length=10, choices=Vehicle, default=Vehicle.SCOOTER
    )
    is_on_shift = models.BooleanField(_("on shift"), default=False)

    objects = RiderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rider")
        verbose_name_plural = _("riders")
        indexes = [
            models.Index(
                fields=["is_on_shift"], condition=Q(is_on_shift=True), name="riders_on_shift"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(vehicle__in=["foot", "bicycle", "scooter", "car"]), name="known_vehicle"
            )
        ]

    def __str__(self) -> str:
        """As customers and other riders see it, so never an e-mail address."""
        return self.user.name or gettext("A rider")

    @property
    def icon(self) -> str:
        """The name of an icon that shows the vehicle."""
        return ICONS[self.vehicle]


class WorkingArea(Place):
    """Where a rider works: within `radius_km` of a place; one of a rider's areas is active."""

    rider = models.ForeignKey(
        Rider, verbose_name=_("rider"), on_delete=models.CASCADE, related_name="areas"
    )
    label = VisibleField(_("name of the area"), max_length=40)
    latitude = models.FloatField(
        _("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    radius_km = models.DecimalField(
        _("radius in km"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(3),
        validators=[MinValueValidator(LEAST_RADIUS), MaxValueValidator(MOST_RADIUS)],
    )
    is_active = models.BooleanField(_("I work here now"), default=False)

    class Meta:
        verbose_name = _("working area")
        verbose_name_plural = _("working areas")
        ordering = ["-is_active", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rider"], condition=Q(is_active=True), name="one_active_area"
            ),
            models.CheckConstraint(
                condition=Q(radius_km__gte=LEAST_RADIUS, radius_km__lte=MOST_RADIUS),
                name="radius_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def reach(self) -> tuple[float, float]:
        """Its extent in degrees to the north (or south) and east (or west): half a box around its circle."""
        height = float(self.radius_km) / KM_A_DEGREE
        return height, height / max(cos(radians(self.latitude)), 0.01)
