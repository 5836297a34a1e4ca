"""A delivery's lifecycle: one table of legal moves. The order above it is always locked first."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Attempt, Move, Text
from core.lifecycle.conditions import is_system, needs_reason
from delivery.access import carries_it, carries_or_sells, is_rider, sells_it
from delivery.events import (
    DeliveryAssigned,
    DeliveryDelivered,
    DeliveryFailed,
    DeliveryPickedUp,
    DeliveryReleased,
    DeliverySought,
    DeliveryStopped,
)
from delivery.riders import Rider

if TYPE_CHECKING:
    from delivery.models import Delivery


class Status(models.TextChoices):
    SEARCHING = "searching", _("Looking for a rider")
    ASSIGNED = "assigned", _("Rider on the way to the store")
    PICKED_UP = "picked_up", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Could not be delivered")
    STOPPED = "stopped", _("Called off")


SEARCHING, ASSIGNED, PICKED_UP = Status.SEARCHING, Status.ASSIGNED, Status.PICKED_UP
DELIVERED, FAILED, STOPPED = Status.DELIVERED, Status.FAILED, Status.STOPPED

CARRIED = (ASSIGNED, PICKED_UP)  # a rider's open jobs
RUNNING = (SEARCHING, ASSIGNED, PICKED_UP, FAILED)  # unfinished


def cannot_take(delivery: "Delivery", attempt: Attempt) -> Text | None:
    """The objection to a rider who wants the job; locks the rider, so that concurrent jobs count."""
    rider = Rider.objects.lock(attempt.by.pk)  # type: ignore[union-attr]
    if rider is None or not rider.is_on_shift:
        return _("Start your shift first.")
    if is_theirs(delivery, rider):
        return _("You ordered this yourself: another rider brings it to you.")
    return _too_many_jobs(rider)


def cannot_be_given(delivery: "Delivery", attempt: Attempt) -> Text | None:
    """The objection to a rider whom the store chose (`rider_id`)."""
    rider = Rider.objects.lock(attempt.details.get("rider_id"))
    if rider is None or not rider.is_on_shift:
        return _("This rider is not on shift any more.")
    if is_theirs(delivery, rider):
        return _("This rider ordered it: please choose another.")
    return _too_many_jobs(rider)


def is_theirs(delivery: "Delivery", rider: Rider) -> bool:
    """A buyer who carried their own order could move it on the buyer's page, bypassing the delivery."""
    return bool(delivery.order.customer_id == rider.pk)


def _too_many_jobs(rider: Rider) -> Text | None:
    most = settings.RIDER_MOST_JOBS
    if rider.deliveries.filter(status__in=CARRIED).count() < most:
        return None
    return _("That would be more than %(most)s open jobs: finish one first.") % {"most": most}


def take(delivery: "Delivery", attempt: Attempt) -> list[str]:
    delivery.rider_id = attempt.by.pk  # type: ignore[union-attr]
    delivery.assigned_at = attempt.now
    return ["rider", "assigned_at"]


def give(delivery: "Delivery", attempt: Attempt) -> list[str]:
    delivery.rider_id = attempt.details["rider_id"]
    delivery.assigned_at = attempt.now
    return ["rider", "assigned_at"]


def search_again(delivery: "Delivery", attempt: Attempt) -> list[str]:
    """A rider who gives a job back is not offered it again."""
    if carries_it(delivery, attempt.by):
        delivery.declines.get_or_create(rider_id=delivery.rider_id)
    delivery.rider = delivery.assigned_at = delivery.picked_up_at = None
    delivery.unclaimed_told_at = None
    delivery.searching_since = attempt.now
    return ["rider", "assigned_at", "picked_up_at", "unclaimed_told_at", "searching_since"]


def note_pick_up(delivery: "Delivery", attempt: Attempt) -> list[str]:
    delivery.picked_up_at = attempt.now
    return ["picked_up_at"]


def note_end(delivery: "Delivery", attempt: Attempt) -> list[str]:
    delivery.ended_at = attempt.now
    return ["ended_at"]


# fmt: off
MOVES = {
    #                from                  to         who               event              objection
    "accept":   Move((SEARCHING,),         ASSIGNED,  is_rider,         DeliveryAssigned,  cannot_take,
                     label=_("Take it"), effect=take),
    "assign":   Move((SEARCHING,),         ASSIGNED,  sells_it,         DeliveryAssigned,  cannot_be_given,
                     label=_("Choose a rider"), effect=give),
    "pick_up":  Move((ASSIGNED,),          PICKED_UP, carries_or_sells, DeliveryPickedUp,
                     label=_("Picked up"), effect=note_pick_up),
    "deliver":  Move((PICKED_UP,),         DELIVERED, carries_or_sells, DeliveryDelivered,
                     label=_("Delivered"), effect=note_end),
    "release":  Move((ASSIGNED,),          SEARCHING, carries_or_sells, DeliveryReleased,
                     label=_("Give back"), effect=search_again, style="outline-secondary"),
    "fail":     Move((PICKED_UP,),         FAILED,    carries_or_sells, DeliveryFailed,    needs_reason,
                     label=_("Cannot be delivered"), style="outline-danger"),
    "retry":    Move((FAILED,),            SEARCHING, sells_it,         DeliverySought,
                     label=_("Look for a rider again"), effect=search_again),
    "stop":     Move(RUNNING,              STOPPED,   is_system,        DeliveryStopped,   effect=note_end),
}
# fmt: on

# The label in the timeline after each step.
HISTORY_LABELS = {
    "start": _("A rider is looked for"),
    "accept": _("A rider took it"),
    "assign": _("Given to a rider by the store"),
    "pick_up": _("Picked up"),
    "deliver": _("Delivered"),
    "release": _("Given back; a rider is looked for again"),
    "fail": _("Could not be delivered"),
    "retry": _("A rider is looked for again"),
    "stop": _("Called off"),
}
