"""What is printed about orders that are sent: the pieces, from whom and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from orders.models import Order
from shipping.models import Parcel

MAX_PAPERS = 200  # in one PDF


@dataclass(frozen=True, slots=True)
class Paper:
    """The content of a parcel, or of an order that is not packed yet: how many pieces of what."""

    order: Order
    pieces: list[tuple[int, str, str]]
    parcel: str = ""

    @property
    def sender(self) -> list[str]:
        store = self.order.store
        return [str(store), store.full_address, store.phone]

    @property
    def recipient(self) -> str:
        return self.order.name or self.order.email

    @property
    def receiver(self) -> list[str]:
        return [self.order.phone, *self.order.address_lines]


def papers_of_orders(orders: Iterable[Order]) -> list[Paper]:
    """Without what was refunded; prefetch their lines and stores."""
    return [
        Paper(
            order,
            [
                (line.unrefunded, line.name, line.choices)
                for line in order.lines.all()
                if line.unrefunded
            ],
        )
        for order in orders
    ]


def paper_of_parcel(parcel: Parcel) -> Paper:
    rows = parcel.lines.select_related("line")
    pieces = [(row.quantity, row.line.name, row.line.choices) for row in rows]
    return Paper(parcel.order, pieces, parcel.code)
