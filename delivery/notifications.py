"""What riders and stores are notified of about deliveries, listed in config/notifications.py.

Mails to riders show no bill: they name the order and its store, neither what was bought nor where it goes.
"""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, Occurrence, Users
from delivery.events import (
    DeliveryAssigned,
    DeliveryFailed,
    DeliveryReleased,
    DeliveryStopped,
    DeliveryUnclaimed,
)
from delivery.lifecycle import CARRIED
from orders.notifications import about_order, to_store

RIDER = Audience(_("What you deliver"), includes=lambda user: user.is_rider)


def _rider_of(event: Any) -> Users | None:
    """The rider who has the delivery, or had it until this event."""
    rider_id = event.delivery.rider_id or event.order.carrier_id
    return Users(pk=rider_id) if rider_id else None


def _given_by_store(event: Any) -> bool:
    """A rider who takes a job needs no notification; one who is assigned it may not have the page open."""
    return bool(event.record.verb == "assign")


def _taken_from_rider(event: Any) -> bool:
    return bool(event.record.actor_id != event.order.carrier_id)


def _was_carried(event: Any) -> bool:
    return event.record.source in CARRIED


def _search(event: Any) -> Occurrence:
    """No move is recorded of it: its key is the time when the search began."""
    delivery = event.delivery
    key = f"search-{delivery.pk}-{delivery.searching_since:%Y%m%dT%H%M%S}"
    return Occurrence(key, event.at)


_to_rider = partial(
    about_order,
    audience=RIDER,
    recipients=_rider_of,
    link=lambda event: reverse("delivery:ride", args=[event.order.number]),
    button=_("Open your rides"),
)

# fmt: off
DELIVERY_NOTIFICATIONS = [
    to_store(code="unclaimed", on=DeliveryUnclaimed, icon="hourglass-split",
        title=_("No rider yet"),
        text=_("Nobody took the delivery for ten minutes. Choose a rider, or turn it into a pickup."),
        occurrence=_search),
    to_store(code="undelivered", on=DeliveryFailed, icon="exclamation-triangle",
        title=_("Could not be delivered"),
        text=_("The order comes back to %(store)s. Look for a rider again, or call it off.")),
    _to_rider(code="job-given", on=DeliveryAssigned, icon="bicycle",
        title=_("A delivery for you"),
        text=_("%(store)s gave you the delivery of order %(number)s."), applies=_given_by_store,
        link=lambda event: f"{reverse('delivery:given')}?number={event.order.number}"),
    _to_rider(code="job-taken-back", on=DeliveryReleased, icon="slash-circle",
        title=_("Delivery taken back"),
        text=_("%(store)s looks for another rider for order %(number)s."), applies=_taken_from_rider,
        link=lambda event: reverse("delivery:rides")),
    _to_rider(code="job-stopped", on=DeliveryStopped, icon="slash-circle",
        title=_("Delivery called off"),
        text=_("Order %(number)s of %(store)s needs no delivery any more."), applies=_was_carried),
]
# fmt: on
