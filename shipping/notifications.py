"""Notifications to buyers about parcels, listed in config/notifications.py; they link to the order."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.notifications import NotificationKind, occurrence_without_note
from orders.notifications import BUYER, bill_of, buyer_of, order_facts
from shipping.events import ParcelCorrected, ParcelDelivered, ParcelDispatched
from shipping.services import is_overdue


def parcel_facts(event: Any) -> Mapping[str, object]:
    """The placeholders of the texts: those of the order, the carrier and the tracking details."""
    parcel = event.parcel
    return {
        **order_facts(event.order),
        "carrier": parcel.carrier,
        "followed": tracking_text(parcel.tracking_number, parcel.tracking_link),
    }


def tracking_text(tracking_number: str, link: str) -> str:
    """The tracking number and the URL of the carrier's page, as far as there are any."""
    return " · ".join(part for part in (tracking_number, link) if part)


def _is_tracked(event: Any) -> bool:
    return bool(event.parcel.tracking_number)


def _is_untracked(event: Any) -> bool:
    return not _is_tracked(event)


def _is_presumed(event: Any) -> bool:
    """Whether the sweep marked it as delivered, without confirmation."""
    return event.record.actor_kind == "system" and is_overdue(event.parcel, event.record.at)


def _is_confirmed(event: Any) -> bool:
    return not _is_presumed(event)


parcel_notification = partial(
    NotificationKind,
    audience=BUYER,
    recipients=buyer_of,
    facts=parcel_facts,
    occurrence=occurrence_without_note,
    mail_context=bill_of,
    about="%(number)s",
    subject="%(title)s · %(store)s · %(number)s",
    link=lambda event: event.order.get_absolute_url(),
    button=_("Follow your order"),
    icon="box-seam",
)

# fmt: off
PARCEL_NOTIFICATIONS = [
    parcel_notification(code="parcel-sent", on=ParcelDispatched,
        title=pgettext_lazy("mail", "Your parcel is on its way"),
        text=_("%(store)s has sent your parcel with %(carrier)s: %(followed)s"), applies=_is_tracked,
        ends_with_link=True),
    parcel_notification(code="parcel-sent-untracked", variant_of="parcel-sent", on=ParcelDispatched,
        title=pgettext_lazy("mail", "Your parcel is on its way"),
        text=_("%(store)s has sent your parcel."), applies=_is_untracked),
    parcel_notification(code="parcel-corrected", variant_of="parcel-sent", on=ParcelCorrected,
        title=_("New tracking number"),
        text=_("%(store)s has corrected how you follow your parcel: %(carrier)s %(followed)s"),
        ends_with_link=True),
    parcel_notification(code="parcel-delivered", on=ParcelDelivered,
        title=_("Parcel delivered"),
        text=_("Your parcel from %(store)s has arrived."), applies=_is_confirmed),
    parcel_notification(code="parcel-presumed", variant_of="parcel-delivered", on=ParcelDelivered,
        title=_("Parcel delivered"),
        text=_("Your parcel from %(store)s was sent ten days ago, so it counts as delivered. Has it not "
               "arrived? Please ask the store."), applies=_is_presumed),
]
# fmt: on
