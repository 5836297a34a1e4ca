"""A parcel's lifecycle: one table of legal moves. The order above it is always locked first."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Attempt, Move, Text
from core.lifecycle.conditions import is_system
from orders.statuses import MAKING
from orders.statuses import Status as OrderStatus
from shipping.access import gets_or_sells, sells_it, sells_or_system
from shipping.events import ParcelCorrected, ParcelDelivered, ParcelDispatched, ParcelUnpacked
from shipping.tracking import objection

if TYPE_CHECKING:
    from shipping.models import Parcel


class Status(models.TextChoices):
    PACKED = "packed", _("Packed")
    DISPATCHED = "dispatched", pgettext_lazy("parcel", "On its way")
    DELIVERED = "delivered", pgettext_lazy("parcel", "Delivered")
    UNPACKED = "unpacked", _("Unpacked")


PACKED, DISPATCHED = Status.PACKED, Status.DISPATCHED
DELIVERED, UNPACKED = Status.DELIVERED, Status.UNPACKED

SENT = (DISPATCHED, DELIVERED)


def cannot_leave(parcel: "Parcel", attempt: Attempt) -> Text | None:
    """The objection to sending it: to its order, or to its `carrier` and `tracking_number`."""
    leaves_as_a_whole = (
        is_system(parcel, attempt.by) and parcel.order.status == OrderStatus.DISPATCHED
    )
    if parcel.order.status not in MAKING and not leaves_as_a_whole:
        return _("This order is not to be sent: it is now “%(status)s”.") % {
            "status": parcel.order.get_status_display()
        }
    return bad_tracking(parcel, attempt)


def bad_tracking(parcel: "Parcel", attempt: Attempt) -> Text | None:
    carrier, number = attempt.details.get("carrier"), attempt.details.get("tracking_number", "")
    if carrier is None:
        return _("Please choose the carrier.")
    return objection(carrier, number)


def set_tracking(parcel: "Parcel", attempt: Attempt) -> list[str]:
    parcel.carrier = attempt.details["carrier"]
    parcel.tracking_number = attempt.details.get("tracking_number", "")
    return ["carrier", "tracking_number"]


def note_dispatch(parcel: "Parcel", attempt: Attempt) -> list[str]:
    parcel.dispatched_at = attempt.now
    return ["dispatched_at", *set_tracking(parcel, attempt)]


def note_delivery(parcel: "Parcel", attempt: Attempt) -> list[str]:
    parcel.delivered_at = attempt.now
    return ["delivered_at"]


# fmt: off
MOVES = {
    #                from           to          who              event             objection
    "unpack":   Move((PACKED,),     UNPACKED,   sells_or_system, ParcelUnpacked,
                     label=_("Unpack"), style="outline-danger"),
    "dispatch": Move((PACKED,),     DISPATCHED, sells_or_system, ParcelDispatched, cannot_leave,
                     label=_("Dispatch"), effect=note_dispatch),
    "correct":  Move((DISPATCHED,), None,       sells_it,        ParcelCorrected,  bad_tracking,
                     label=_("Correct the number"), effect=set_tracking, style="outline-secondary"),
    "deliver":  Move((DISPATCHED,), DELIVERED,  gets_or_sells,   ParcelDelivered,
                     label=_("It has arrived"), effect=note_delivery),
}
# fmt: on

# The label in the timeline after each step.
HISTORY_LABELS = {
    "start": _("Packed"),
    "unpack": _("Unpacked"),
    "dispatch": _("Dispatched"),
    "correct": _("Tracking number corrected"),
    "deliver": pgettext_lazy("parcel", "Delivered"),
}
