"""The board of a store: the orders that wait for an action, in columns by their state."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, OuterRef, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.panels import Panel, panels_of
from core.versions import version_of
from orders.fulfilment import STORE
from orders.models import Order, OrderMove, OrderQuerySet
from orders.move_forms import OrderStep, steps_of
from orders.promises import is_late, seconds_until_late
from orders.statuses import ACCEPTED, DISPATCHED, PAID, READY

REFRESH_INTERVAL = 60  # seconds: a board shows for how many minutes orders have waited
MAX_BOARD_CARDS = 100  # no store works on more, and an abandoned board must still open

WAITING = (PAID, ACCEPTED, READY, DISPATCHED)

COLUMNS: list[tuple[str, Promise, Promise, tuple[str, ...]]] = [
    ("new", _("New"), _("No order waits for an answer."), (PAID,)),
    ("cooking", _("Cooking"), _("Nothing is being made."), (ACCEPTED,)),
    ("ready", _("Ready"), _("Nothing waits to be handed over."), (READY, DISPATCHED)),
]

# Of a board on which nothing is made or brought, only sent; and of one with both.
SENT_COLUMNS = {
    "cooking": (_("Being packed"), _("Nothing is being packed.")),
    "ready": (_("Packed and sent"), _("Nothing waits to be sent or received.")),
}
MIXED_COLUMNS = {
    "cooking": (_("In preparation"), _("Nothing is being made or packed.")),
}


@dataclass(frozen=True)
class BoardCard:
    """An order on the board, with the steps that the reader can take.

    `since` is when it entered its state; `is_late` if it is past its promised time; `rings` until the
    store acknowledges it.
    """

    order: Order
    steps: list[OrderStep]
    panels: list[Panel]
    since: datetime
    is_late: bool
    rings: bool


@dataclass(frozen=True)
class Column:
    code: str
    title: Promise
    emptiness: Promise
    cards: list[BoardCard] = field(default_factory=list)


def board_of(
    reader: User, now: datetime, *, sends: bool = False, sends_only: bool = False
) -> list[Column]:
    """The columns of the board over all stores where the user works, the oldest orders first.

    `sends`: one of the stores offers parcels; `sends_only`: none offers anything else.
    """
    orders = list(_open_orders(reader))
    panels = panels_of("board-card", orders, reader, now)
    cards = [_board_card(order, panels[order.pk], reader, now) for order in orders]
    sends = sends or any(order.kind.carried_by == STORE for order in orders)
    titles = SENT_COLUMNS if sends_only else MIXED_COLUMNS if sends else {}
    return [
        Column(
            code,
            *titles.get(code, (title, emptiness)),
            [t for t in cards if t.order.status in statuses],
        )
        for code, title, emptiness, statuses in COLUMNS
    ]


def ringing_in(columns: Iterable[Column]) -> list[Order]:
    """The orders on the board that are not acknowledged yet."""
    return [card.order for column in columns for card in column.cards if card.rings]


def refresh_in(columns: Iterable[Column], now: datetime) -> int:
    """In how many seconds the board changes because of the time alone."""
    orders = [card.order for column in columns for card in column.cards]
    return min(REFRESH_INTERVAL, seconds_until_late(orders, now) or REFRESH_INTERVAL)


def fingerprint(
    columns: Iterable[Column], is_open: bool, holds: int, panels: Iterable[Panel], now: datetime
) -> str:
    """Equal as long as nothing on the board changed, within the same minute."""
    parts = [part for column in columns for card in column.cards for part in _parts(card)]
    above = [panel.version for panel in panels]
    return version_of(f"{now:%H:%M}", is_open, holds, above, parts)


def _parts(card: BoardCard) -> list[str]:
    order = card.order
    shown = f"{order.pk}{order.status}{order.fulfilment}{card.rings}{card.is_late}"
    return [shown, *(panel.version for panel in card.panels)]


def _board_card(order: Order, panels: list[Panel], reader: User, now: datetime) -> BoardCard:
    since: datetime = order.since  # type: ignore[attr-defined]  # annotated below
    late = is_late(order, now)
    return BoardCard(order, steps_of(order, reader), panels, since, late, order.is_unacknowledged)


def _open_orders(reader: User) -> OrderQuerySet:
    """New orders come first, so that old ones cannot displace them beyond MAX_BOARD_CARDS."""
    last_move = OrderMove.objects.filter(order=OuterRef("pk")).order_by("-pk")
    waiting = Order.objects.sold_by(reader).filter(status__in=WAITING)
    return (
        waiting.annotate(since=Subquery(last_move.values("at")[:1]))
        .select_related("store")
        .prefetch_related("lines")
        .order_by(Case(When(status=PAID, then=0), default=1), "placed_at", "pk")[:MAX_BOARD_CARDS]
    )
