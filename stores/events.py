from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

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


@dataclass(frozen=True)
class RestockRequested(Event):
    """A mailbox (of the RestockRequest `row`) is to confirm that it wants to be told."""

    at: datetime


@dataclass(frozen=True)
class ProductRestocked(Event):
    """Who asked by the RestockRequest `row` is to be told that the product is back."""

    at: datetime


@dataclass(frozen=True)
class RestockRequestsDeleted(Event):
    """The RestockRequests with these `ids`; there is no `row`."""

    ids: Sequence[UUID]
