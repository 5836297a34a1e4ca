"""Events of parcels, published by the moves of shipping.lifecycle."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.events import MoveEvent

if TYPE_CHECKING:
    from orders.models import Order
    from shipping.models import Parcel


@dataclass(frozen=True)
class ParcelEvent(MoveEvent):
    @property
    def parcel(self) -> "Parcel":
        parcel: Parcel = self.row
        return parcel

    @property
    def order(self) -> "Order":
        return self.parcel.order


class ParcelPacked(ParcelEvent):
    pass


class ParcelUnpacked(ParcelEvent):
    """Its pieces are to be packed again, or the order came to nothing."""


class ParcelDispatched(ParcelEvent):
    pass


class ParcelCorrected(ParcelEvent):
    """It is followed by another carrier or number than before."""


class ParcelDelivered(ParcelEvent):
    pass
