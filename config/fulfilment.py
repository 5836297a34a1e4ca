"""The kinds of fulfilment of apps above orders, beside those that orders know themselves."""

from orders.fulfilment import FulfilmentKind

KINDS: list[FulfilmentKind] = []
