"""A rider's own settings: vehicle, shift and working areas. The rider is locked first."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from delivery.models import Rider, WorkingArea
from live.pages import person_topic
from live.publish import invalidate

MAX_AREAS = 20


class RiderRefused(Exception):
    """It cannot be done; the text can be shown to the rider as it is."""


def rider_of(user: User) -> Rider:
    """The rider profile of a user with this role, created on the first visit."""
    rider, _created = Rider.objects.get_or_create(user=user)
    rider.user = user
    return rider


def change_vehicle(rider: Rider, vehicle: str) -> None:
    Rider.objects.filter(pk=rider.pk).update(vehicle=vehicle)


@transaction.atomic
def change_shift(rider: Rider, is_on_shift: bool) -> None:
    """Start or end the shift; jobs taken already stay the rider's.

    Raises RiderRefused if no area is active, since nothing could be offered.
    """
    _lock(rider)
    if is_on_shift and not rider.areas.filter(is_active=True).exists():
        raise RiderRefused(_("Choose where you work first."))
    Rider.objects.filter(pk=rider.pk).update(is_on_shift=is_on_shift)
    rider.is_on_shift = is_on_shift
    invalidate(person_topic(rider.pk))


@transaction.atomic
def save_area(area: WorkingArea, *, make_active: bool = False) -> None:
    """Save a new or changed area; a rider's first becomes the active one automatically.

    Raises RiderRefused beyond MAX_AREAS.
    """
    _lock(area.rider)
    others = WorkingArea.objects.filter(rider=area.rider_id).exclude(pk=area.pk)
    if others.count() >= MAX_AREAS:
        raise RiderRefused(_("You have %(most)s areas. Delete one first.") % {"most": MAX_AREAS})
    area.is_active = make_active or not others.filter(is_active=True).exists()
    if area.is_active:
        others.filter(is_active=True).update(is_active=False)
    area.save()
    invalidate(person_topic(area.rider_id))


@transaction.atomic
def activate_area(area: WorkingArea) -> None:
    """Make the area active. Of two concurrent calls the later wins; a deleted area is ignored."""
    _lock(area.rider)
    mine = WorkingArea.objects.filter(rider=area.rider_id)
    if mine.filter(pk=area.pk).exists():
        mine.filter(is_active=True).exclude(pk=area.pk).update(is_active=False)
        mine.filter(pk=area.pk).update(is_active=True)
    invalidate(person_topic(area.rider_id))


@transaction.atomic
def delete_area(area: WorkingArea) -> None:
    """Delete an area; if no active one is left, the shift ends."""
    _lock(area.rider)
    mine = WorkingArea.objects.filter(rider=area.rider_id)
    mine.filter(pk=area.pk).delete()
    if not mine.filter(is_active=True).exists():
        Rider.objects.filter(pk=area.rider_id).update(is_on_shift=False)
    invalidate(person_topic(area.rider_id))


def _lock(rider: Rider) -> None:
    Rider.objects.lock(rider.pk)
