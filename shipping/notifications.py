"""What buyers are told of their parcels, listed in config/notifications.py. The link is their order."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.notifications import NotificationKind
from orders.notifications import BUYER, buyer_of, order_facts
from shipping.events import ParcelCorrected, ParcelDelivered, ParcelDispatched
from shipping.services import is_overdue


def parcel_facts(event: Any) -> Mapping[str, object]:
    """Placeholders of the words: those of its order, and how the parcel is followed."""
    parcel = event.parcel
    return {
        **order_facts(event.order),
        "carrier": parcel.carrier,
        "followed": followed_by(parcel.tracking_number, parcel.tracking_link),
    }


def followed_by(tracking_number: str, link: str) -> str:
    """How something is followed on its way, in a text."""
    return " · ".join(part for part in (tracking_number, link) if part)


def _is_followed(event: Any) -> bool:
    return bool(event.parcel.tracking_number)


def _is_not_followed(event: Any) -> bool:
    return not _is_followed(event)


def _by_time(event: Any) -> bool:
    """Nobody said that it arrived."""
    return event.record.actor_kind == "system" and is_overdue(event.parcel, event.record.at)


def _by_somebody(event: Any) -> bool:
    return not _by_time(event)


about_parcel = partial(
    NotificationKind,
    audience=BUYER,
    recipients=buyer_of,
    facts=parcel_facts,
    about="%(number)s",
    subject="%(title)s · %(store)s · %(number)s",
    link=lambda event: event.order.get_absolute_url(),
    button=_("Follow your order"),
    icon="box-seam",
)

# fmt: off
PARCEL_NOTIFICATIONS = [
    about_parcel(code="parcel-sent", on=ParcelDispatched,
        title=pgettext_lazy("mail", "Your parcel is on its way"),
        text=_("%(store)s has sent your parcel with %(carrier)s: %(followed)s"), applies=_is_followed,
        ends_with_link=True),
    about_parcel(code="parcel-sent-untracked", variant_of="parcel-sent", on=ParcelDispatched,
        title=pgettext_lazy("mail", "Your parcel is on its way"),
        text=_("%(store)s has sent your parcel."), applies=_is_not_followed),
    about_parcel(code="parcel-corrected", variant_of="parcel-sent", on=ParcelCorrected,
        title=_("New tracking number"),
        text=_("%(store)s has corrected how you follow your parcel: %(carrier)s %(followed)s"),
        ends_with_link=True),
    about_parcel(code="parcel-delivered", on=ParcelDelivered,
        title=_("Parcel delivered"),
        text=_("Your parcel from %(store)s has arrived."), applies=_by_somebody),
    about_parcel(code="parcel-presumed", variant_of="parcel-delivered", on=ParcelDelivered,
        title=_("Parcel delivered"),
        text=_("Your parcel from %(store)s was sent ten days ago, so it counts as delivered. Has it not "
               "arrived? Please ask the store."), applies=_by_time),
]
# fmt: on
