"""Events of the desk."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event
from orders.models import Order


@dataclass(frozen=True)
class SoldAtDesk(Event):
    """The seller took the money of the order (`row`), in cash or by card (`way`)."""

    way: str
    at: datetime

    @property
    def order(self) -> Order:
        order: Order = self.row
        return order
