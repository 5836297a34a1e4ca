from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import MoneyField
from core.models import HistoryRow
from delivery.lifecycle import CARRIED, HISTORY_LABELS, MOVES, RUNNING, Status
from delivery.neighbourhoods import neighbourhood_of
from delivery.riders import Rider, WorkingArea
from delivery.routing.models import KnownRoute
from orders.models import Order
from stores.access import Right, stores_with

__all__ = ["Decline", "Delivery", "DeliveryMove", "KnownRoute", "Rider", "WorkingArea"]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def carried_by(self, user: User) -> "DeliveryQuerySet":
        """Every job of the rider, including finished ones."""
        return self.filter(rider=user.pk)

    def sold_by(self, user: User | int) -> "DeliveryQuerySet":
        """Deliveries of stores on whose board the user works."""
        return self.filter(order__store__in=stores_with(user, Right.WORK_BOARD))

    def running(self) -> "DeliveryQuerySet":
        return self.filter(status__in=RUNNING)


class Delivery(models.Model):
    """The delivery of an order to its customer; created when the store accepts a delivery order.

    `latitude` and `longitude` are the store's at that moment (null if it never set them),
    `kilometres` is the straight-line distance from there to the door, `fee` is what the rider earns.
    """

    MOVES: ClassVar = MOVES
    lifecycle_root: ClassVar = "order"

    order = models.OneToOneField(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="delivery"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.SEARCHING, editable=False
    )
    rider = models.ForeignKey(
        Rider,
        verbose_name=_("rider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,  # the two indexes below begin with it
    )
    fee = MoneyField(_("fee"))
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    kilometres = models.FloatField(_("distance in km"), null=True)
    searching_since = models.DateTimeField(_("searching since"), default=timezone.now)
    unclaimed_told_at = models.DateTimeField(null=True, editable=False)
    assigned_at = models.DateTimeField(_("taken"), null=True, blank=True)
    picked_up_at = models.DateTimeField(_("picked up"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["latitude", "longitude"],
                condition=Q(status="searching"),
                name="deliveries_offered",
            ),
            models.Index(
                fields=["searching_since"],
                condition=Q(status="searching", unclaimed_told_at=None),
                name="deliveries_to_tell_of",
            ),
            models.Index(
                fields=["rider"],
                condition=Q(status__in=["assigned", "picked_up"]),
                name="open_jobs_of_a_rider",
            ),
            models.Index(fields=["rider", "-ended_at"], name="jobs_of_a_rider"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="known_delivery_status"
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="delivery_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(status="searching", rider=None)
                | Q(status__in=["assigned", "picked_up", "delivered"], rider__isnull=False)
                | Q(status__in=["failed", "stopped"]),
                name="carried_by_a_rider",
            ),
        ]

    if TYPE_CHECKING:
        rider_id: int | None

    def __str__(self) -> str:
        return f"{self.order} · {self.get_status_display()}"

    @property
    def is_carried(self) -> bool:
        """A rider has it, or is on the way to collect it."""
        return self.status in CARRIED

    @property
    def pick_up_neighbourhood(self) -> str:
        return neighbourhood_of(self.order.store.line)

    @property
    def drop_off_neighbourhood(self) -> str:
        return neighbourhood_of(self.order.address)


class Decline(models.Model):
    """A rider who does not want a delivery: it is never offered to them again."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="declines")
    rider = models.ForeignKey(
        Rider,
        verbose_name=_("rider"),
        on_delete=models.CASCADE,
        related_name="declines",
        db_index=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("declined offer")
        verbose_name_plural = _("declined offers")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "rider"], name="one_decline_a_rider")
        ]

    def __str__(self) -> str:
        return str(self.rider)


class DeliveryMove(HistoryRow):
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(HISTORY_LABELS.get(self.verb, self.verb))
