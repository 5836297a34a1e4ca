"""How orders are fulfilled: a table of kinds. Moves, forms and pages ask the row of their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.statuses import ACCEPTED, COMPLETED, DISPATCHED, PAID, READY

Text = str | Promise

MAX_CODE_LENGTH = 10
DELIVER_TO = _("Deliver to")
DELIVERED_TO = _("Delivered to")
SENT_TO = _("Sent to")


class Fulfilment(models.TextChoices):
    """The kinds that orders know themselves; `register` adds those of other apps."""

    DELIVERY = "delivery", _("Delivery")
    PICKUP = "pickup", _("Pickup")
    SHIPPING = "shipping", _("Shipping")
    TICKET = "ticket", _("Ticket")
    NONE = "none", _("Nothing to hand over")


@dataclass(frozen=True, slots=True)
class FulfilmentKind:
    """One row of the table.

    `needs_address`: it is brought or sent to the buyer. `asks_minutes`: accepting it promises when it is
    ready. `carried_by`: whose move "dispatch" is: a rider's, the store's, or nobody's if the buyer comes for
    it. `completes_from`: the statuses from which it can be completed; one that completes from PAID is
    completed by the payment itself. `may_turn_into`: the kind into which the store may change it while it
    is made. `icon` is one of the sprite. `words` are status labels that differ from the usual ones, `buttons`
    labels of the store's moves that do. `address_label` heads the address, `address_labels` that of an order
    which has left or arrived, by its status.
    """

    code: str
    label: Text
    completes_from: tuple[str, ...]
    needs_address: bool = False
    asks_minutes: bool = False
    carried_by: str = ""
    may_turn_into: str = ""
    icon: str = "bag"
    words: Mapping[str, Text] = field(default_factory=dict)
    buttons: Mapping[str, Text] = field(default_factory=dict)
    steps: Mapping[str, Text] = field(default_factory=dict)
    address_label: Text = DELIVER_TO
    address_labels: Mapping[str, Text] = field(default_factory=lambda: {COMPLETED: DELIVERED_TO})

    @property
    def completes_when_paid(self) -> bool:
        return PAID in self.completes_from

    @property
    def is_collected(self) -> bool:
        """The buyer comes to the store for it."""
        return READY in self.completes_from


RIDER, STORE = "rider", "store"

_kinds: dict[str, FulfilmentKind] = {}


def register(kinds: Iterable[FulfilmentKind]) -> None:
    """Add kinds to the table; a kind registered again replaces the former one."""
    for kind in kinds:
        if len(kind.code) > MAX_CODE_LENGTH:
            raise ImproperlyConfigured(f"The code of a fulfilment is too long: {kind.code}")
        _kinds[str(kind.code)] = kind


def kind_of(code: str) -> FulfilmentKind:
    """The row of this code; an order of a kind that no app registers any more can only be read."""
    return _kinds.get(code) or FulfilmentKind(code, code, completes_from=())


def choices() -> list[tuple[str, Text]]:
    """All registered kinds, as choices of a field."""
    return [(code, kind.label) for code, kind in _kinds.items()]


register(
    [
        FulfilmentKind(
            Fulfilment.DELIVERY,
            Fulfilment.DELIVERY.label,
            completes_from=(DISPATCHED,),
            needs_address=True,
            asks_minutes=True,
            carried_by=RIDER,
            may_turn_into=Fulfilment.PICKUP,
            icon="bicycle",
        ),
        FulfilmentKind(
            Fulfilment.PICKUP,
            Fulfilment.PICKUP.label,
            # A delivery that had left before it became a pickup is handed over as well.
            completes_from=(READY, DISPATCHED),
            asks_minutes=True,
            icon="shop",
        ),
        FulfilmentKind(
            Fulfilment.SHIPPING,
            Fulfilment.SHIPPING.label,
            completes_from=(DISPATCHED,),
            needs_address=True,
            carried_by=STORE,
            icon="box-seam",
            words={
                ACCEPTED: _("Being packed"),
                READY: _("Packed"),
                DISPATCHED: pgettext_lazy("parcel", "On its way"),
                COMPLETED: pgettext_lazy("parcel", "Delivered"),
            },
            buttons={
                "prepare": _("All is packed"),
                "complete": pgettext_lazy("parcel", "All was delivered"),
            },
            steps={
                "prepare": _("Packed"),
                "dispatch": _("Dispatched"),
                "complete": pgettext_lazy("parcel", "Delivered"),
            },
            address_label=pgettext_lazy("parcel", "Deliver to"),
            address_labels={DISPATCHED: SENT_TO, COMPLETED: SENT_TO},
        ),
        FulfilmentKind(
            Fulfilment.TICKET,
            Fulfilment.TICKET.label,
            completes_from=(PAID,),
            icon="ticket-perforated",
            words={PAID: _("Paid")},
            steps={"complete": _("Tickets issued")},
        ),
        FulfilmentKind(
            Fulfilment.NONE,
            Fulfilment.NONE.label,
            completes_from=(PAID,),
            words={PAID: _("Paid")},
            steps={
                "withdraw": pgettext_lazy("order", "Withdrawn"),
                "complete": pgettext_lazy("order", "Completed"),
            },
        ),
    ]
)
