"""A return's lifecycle: one table of legal moves. The order above it is always locked first."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.actors import user_of
from core.lifecycle import Attempt, Move, MoveRefused
from core.lifecycle.conditions import is_system, needs_reason
from shipping.lifecycle import bad_tracking
from shipping.return_access import is_buyer, is_seller, may_refund
from shipping.return_calendar import end_after_business_days
from shipping.return_causes import REFUND_BUSINESS_DAYS, SETTLED_AFTER, Wish
from shipping.return_events import (
    ReturnApproved,
    ReturnExchanged,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefused,
    ReturnWithdrawn,
)
from stores.models import StockCause
from stores.services import SoldOut, remove_stock, reserve_stock, return_stock
from stores.stock import StockReason

if TYPE_CHECKING:
    from orders.models import OrderLine
    from shipping.models.returns import Return, ReturnLine


class Status(models.TextChoices):
    REQUESTED = "requested", _("Return requested")
    APPROVED = "approved", _("Return approved")
    RECEIVED = "received", _("Return received")
    REFUNDED = "refunded", _("Return refunded")
    EXCHANGED = "exchanged", _("Exchanged")
    REFUSED = "refused", _("Return refused")
    WITHDRAWN = "withdrawn", _("Return withdrawn")


REQUESTED, APPROVED, RECEIVED = Status.REQUESTED, Status.APPROVED, Status.RECEIVED
REFUNDED, EXCHANGED = Status.REFUNDED, Status.EXCHANGED
REFUSED, WITHDRAWN = Status.REFUSED, Status.WITHDRAWN

OPEN = (REQUESTED, APPROVED, RECEIVED)


def is_exchange(goods_return: "Return") -> bool:
    return goods_return.wish == Wish.EXCHANGE


def not_yet_due(goods_return: "Return", attempt: Attempt) -> str | None:
    due = goods_return.refund_due
    if due is None or attempt.now < due + SETTLED_AFTER:
        return str(_("The store can still settle it itself."))
    return None


def let_store_pay(goods_return: "Return", attempt: Attempt) -> list[str]:
    """The store may only decide in favour of the buyer, who saw the amount when asking for the return."""
    if not attempt.details.get("store_pays"):
        return []
    goods_return.is_paid_by_store = True
    return ["is_paid_by_store"]


def note_arrival(goods_return: "Return", attempt: Attempt) -> list[str]:
    """Return to stock the pieces of the lines named in `restock` (primary keys), as far as they were counted.

    The refund is due within 3 business days: article 18, paragraph 2, of Korea's Act on the Consumer
    Protection in Electronic Commerce.
    """
    restocked = set(attempt.details.get("restock", ()))
    for row in goods_return.rows():
        if row.line_id in restocked:
            _restock(row, attempt)
    goods_return.received_at = attempt.now
    goods_return.refund_due = end_after_business_days(attempt.now, REFUND_BUSINESS_DAYS)
    return ["received_at", "refund_due"]


def end(goods_return: "Return", attempt: Attempt) -> list[str]:
    """Its pieces are in no open return any more."""
    for row in goods_return.rows():
        row.line.returning -= row.quantity
        row.line.save(update_fields=["returning"])
    goods_return.ended_at = attempt.now
    return ["ended_at"]


def send_back_and_end(goods_return: "Return", attempt: Attempt) -> list[str]:
    """The buyer gets the pieces back: those that were returned to stock leave it again."""
    rows = [row for row in goods_return.rows() if row.restocked]
    pieces: Counter[int] = Counter()
    for row in rows:
        if row.line.product_id:
            pieces[row.line.product_id] += row.restocked
    if rows:
        _remove(pieces, _reason(StockCause.RETURNED, rows[0].line, attempt))
    for row in rows:
        row.line.reserved += row.restocked
        row.line.save(update_fields=["reserved"])
        row.restocked = 0
        row.save(update_fields=["restocked"])
    return end(goods_return, attempt)


def settle_and_end(goods_return: "Return", attempt: Attempt) -> list[str]:
    """The amount is fixed here; the reactions to the event send it."""
    goods_return.refunded_amount = goods_return.settlement().amount
    return [*end(goods_return, attempt), "refunded_amount"]


def replace_and_end(goods_return: "Return", attempt: Attempt) -> list[str]:
    """The replacement comes from stock, and is followed like a parcel."""
    _take_replacement(goods_return, attempt)
    goods_return.carrier = attempt.details["carrier"]
    goods_return.tracking_number = attempt.details.get("tracking_number", "")
    return [*end(goods_return, attempt), "carrier", "tracking_number"]


def _restock(row: "ReturnLine", attempt: Attempt) -> None:
    line, pieces = row.line, min(row.quantity, row.line.reserved)
    if pieces and line.product_id:
        return_stock({line.product_id: pieces}, _reason(StockCause.RETURNED, line, attempt))
        line.reserved -= pieces
        line.save(update_fields=["reserved"])
        row.restocked = pieces
        row.save(update_fields=["restocked"])


def _remove(pieces: Mapping[int, int], reason: StockReason) -> None:
    try:
        remove_stock(pieces, reason)
    except SoldOut as shortage:
        raise MoveRefused(
            _("What you put back into stock is sold by now, so you cannot send it back: refund it.")
        ) from shortage


def _take_replacement(goods_return: "Return", attempt: Attempt) -> None:
    """Pieces that were not returned to stock stay reserved as well: both have left the store's shelf."""
    rows = goods_return.rows()
    wanted: dict[int, int] = {}
    for row in rows:
        if row.line.product_id:
            wanted[row.line.product_id] = wanted.get(row.line.product_id, 0) + row.quantity
    try:
        counted = reserve_stock(wanted, _reason(StockCause.ORDER, rows[0].line, attempt))
    except SoldOut as shortage:
        raise MoveRefused(str(shortage)) from shortage
    for row in rows:
        if row.line.product_id in counted:
            row.line.reserved = min(row.line.reserved + row.quantity, row.line.quantity)
            row.line.save(update_fields=["reserved"])


def _reason(cause: StockCause, line: "OrderLine", attempt: Attempt) -> StockReason:
    return StockReason(cause, line.order.number, by=user_of(attempt.by), at=attempt.now)


# fmt: off
MOVES = {
    #               from                             to         who         event            objection
    "approve":  Move((REQUESTED,),                   APPROVED,  is_seller,  ReturnApproved,
                     label=pgettext_lazy("return", "Approve"), effect=let_store_pay),
    "receive":  Move((APPROVED,),                    RECEIVED,  is_seller,  ReturnReceived,
                     label=_("It has arrived"), effect=note_arrival),
    "exchange": Move((RECEIVED,),                    EXCHANGED, is_seller,  ReturnExchanged, bad_tracking,
                     label=_("Send the replacement"), applies=is_exchange, effect=replace_and_end),
    "refund":   Move((RECEIVED,),                    REFUNDED,  may_refund, ReturnRefunded,
                     label=_("Refund"), effect=settle_and_end),
    "settle":   Move((RECEIVED,),                    REFUNDED,  is_system,  ReturnRefunded,  not_yet_due,
                     effect=settle_and_end),
    "refuse":   Move(OPEN,                           REFUSED,   is_seller,  ReturnRefused,   needs_reason,
                     label=pgettext_lazy("return", "Refuse"), effect=send_back_and_end,
                     style="outline-danger"),
    "withdraw": Move((REQUESTED, APPROVED),          WITHDRAWN, is_buyer,   ReturnWithdrawn,
                     label=_("Withdraw the return"), effect=end, style="outline-danger"),
    "close":    Move((REQUESTED, APPROVED),          WITHDRAWN, is_system,  ReturnWithdrawn, effect=end),
    "end":      Move(OPEN,                           WITHDRAWN, is_system,  ReturnWithdrawn, effect=end),
}
# fmt: on

# The label in the timeline after each step.
HISTORY_LABELS = {
    "start": _("Return requested"),
    "approve": _("Return approved: please send it"),
    "receive": _("Return received by the store"),
    "exchange": _("Replacement sent"),
    "refund": _("Return refunded"),
    "settle": _("Return refunded, as the store had not settled it"),
    "refuse": _("Return refused"),
    "withdraw": _("Return withdrawn"),
    "close": _("Return ended: an account was deleted"),
    "end": _("Return ended: the order was cancelled"),
}
