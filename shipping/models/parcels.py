"""Parcels of orders: which pieces are in them, who carries them, and their history."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import HistoryRow
from core.random_codes import random_code
from orders.models import Order, OrderLine
from shipping.lifecycle import HISTORY_LABELS, MOVES, SENT, Status
from shipping.models.carriers import Carrier
from shipping.tracking import MAX_NUMBER_LENGTH, PRINTABLE
from stores.access import Right, stores_with

if TYPE_CHECKING:
    from accounts.models import User

CODE_LENGTH = 8  # characters of a parcel's code


def new_code() -> str:
    """As an order's number, so that it does not disclose how many parcels exist."""
    return random_code(CODE_LENGTH)


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def sold_by(self, user: "User") -> "ParcelQuerySet":
        """Parcels of stores on whose board the user works."""
        return self.filter(order__store__in=stores_with(user, Right.WORK_BOARD))

    def bought_by(self, user: "User") -> "ParcelQuerySet":
        return self.filter(order__customer=user)

    def live(self) -> "ParcelQuerySet":
        """All whose pieces are not back on the table."""
        return self.exclude(status=Status.UNPACKED)


class Parcel(models.Model):
    """A parcel of an order; the windows of returns count from `delivered_at`."""

    MOVES: ClassVar = MOVES
    lifecycle_root: ClassVar = "order"
    lifecycle_reads: ClassVar = ("carrier",)

    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="parcels"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PACKED, editable=False
    )
    carrier = models.ForeignKey(
        Carrier,
        verbose_name=_("carrier"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    tracking_number = models.CharField(
        _("tracking number"), max_length=MAX_NUMBER_LENGTH, blank=True
    )
    packed_at = models.DateTimeField(_("packed"), default=timezone.now)
    dispatched_at = models.DateTimeField(_("dispatched"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["dispatched_at"],
                condition=Q(status="dispatched"),
                name="parcels_under_way",
            ),
            models.Index(
                fields=["tracking_number"],
                condition=~Q(tracking_number=""),
                name="parcels_by_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="known_parcel_status"
            ),
            models.CheckConstraint(
                condition=Q(tracking_number__regex=PRINTABLE), name="tracking_number_printable"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["packed", "unpacked"], dispatched_at=None)
                | Q(status__in=SENT, carrier__isnull=False, dispatched_at__isnull=False),
                name="sent_by_a_carrier",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", delivered_at__isnull=False)
                | (~Q(status="delivered") & Q(delivered_at=None)),
                name="delivered_at_a_time",
            ),
        ]

    if TYPE_CHECKING:
        order_id: int
        carrier_id: int | None

    def __str__(self) -> str:
        return self.code

    @property
    def tracking_link(self) -> str:
        """The carrier's page of this parcel; empty if there is none."""
        return self.carrier.link(self.tracking_number) if self.carrier else ""

    @property
    def is_sent(self) -> bool:
        return self.status in SENT

    @property
    def pieces(self) -> int:
        """How many it holds; its lines should be loaded."""
        return sum(line.quantity for line in self.lines.all())

    def may_be_confirmed_by(self, actor: Actor) -> bool:
        """Whether the actor can say that it has arrived."""
        step = self.MOVES["deliver"]
        return self.status in step.sources and step.who(self, actor)


class ParcelLine(models.Model):
    """Pieces of an order's line. A trigger refuses more than were bought, or refunded ones to be sent."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(
        OrderLine, verbose_name=_("item"), on_delete=models.PROTECT, related_name="parcel_lines"
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="one_row_a_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="parcel_line_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line.described}"


class ParcelMove(HistoryRow):
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a parcel")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Any:
        """The text in the timeline."""
        return HISTORY_LABELS.get(self.verb, self.verb)
