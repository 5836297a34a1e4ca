"""Events of returns, published by the moves of shipping.return_lifecycle."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.events import MoveEvent

if TYPE_CHECKING:
    from orders.models import Order
    from shipping.models.returns import Return


@dataclass(frozen=True)
class ReturnEvent(MoveEvent):
    row: Any

    @property
    def goods_return(self) -> "Return":
        goods_return: Return = self.row
        return goods_return

    @property
    def order(self) -> "Order":
        return self.goods_return.order


class ReturnRequested(ReturnEvent):
    pass


class ReturnApproved(ReturnEvent):
    pass


class ReturnRefused(ReturnEvent):
    pass


class ReturnWithdrawn(ReturnEvent):
    """By the buyer, or because the whole order was cancelled."""


class ReturnReceived(ReturnEvent):
    pass


class ReturnRefunded(ReturnEvent):
    pass


class ReturnExchanged(ReturnEvent):
    """A replacement was sent."""
