from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.events import Event

if TYPE_CHECKING:
    from stores.models import Product


@dataclass(frozen=True)
class MemberInvited(Event):
    """An invitation (`row`) is to be mailed, for the first time or again, since `at`."""

    at: datetime


@dataclass(frozen=True)
class StockRanLow(Event):
    """An order took the stock of a product to its threshold or below; `row` is that StockChange."""

    @property
    def product(self) -> "Product":
        product: Product = self.row.product
        return product
