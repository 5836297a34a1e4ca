"""What returns do on events; config/reactions/ connects them."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.services import DeletionRefused
from core.actors import SYSTEM, Actor
from core.events import publish
from core.lifecycle import lock, move_locked
from core.links import has_page
from core.money import format_money
from orders.events import OrderEvent, OrdersErased, PiecesReturned
from orders.models import Order
from orders.queries import numbers_of
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import Return, ReturnMove, ReturnQuerySet
from shipping.return_events import ReturnEvent
from shipping.return_lifecycle import APPROVED, RECEIVED, REQUESTED
from shipping.return_settlement import Settlement
from shipping.returns.reasons import (
    ORDER_CANCELLED,
    RETURNED,
    RETURNED_LESS,
    RETURNED_WITH_FEE,
    STORE_GONE,
)

RETURNS_PAGE = "shipping:returns"


def refund_return(event: ReturnEvent) -> None:
    """What the lines bear and what goes back is up to payments; its refusal undoes the move."""
    goods_return = event.goods_return
    settlement, record = goods_return.settlement(), event.record
    actor: Actor = record.actor or SYSTEM
    publish(
        PiecesReturned(
            goods_return.order,
            pieces=[(row.line, row.quantity) for row in goods_return.rows()],
            besides=settlement.fee_back,
            less=settlement.postage,
            reason=_reason(goods_return, settlement),
            by=actor,
            token=goods_return.token,
            at=record.at,
        )
    )


def end_returns(event: OrderEvent) -> None:
    """What was paid for a cancelled order goes back as a whole."""
    for goods_return in event.order.returns.open().order_by("pk"):
        goods_return.order = event.order
        note, now = ORDER_CANCELLED.note, event.record.at
        move_locked(goods_return, "end", by=SYSTEM, note=note, now=now)


def end_returns_without_pages(event: AccountDeleted) -> None:
    """Where returns are switched off, nobody could end those of the user; their pieces can be refunded then.

    What has arrived is waited for: its money is owed, and goes back by itself (shipping.returns.overdue).
    Before all other locks of the deletion, since an order is locked first.
    """
    if has_page(RETURNS_PAGE):
        return
    returns = _returns_of(event.row).filter(status__in=[REQUESTED, APPROVED])
    for goods_return in returns.select_related("order__store").order_by("order_id", "pk"):
        lock(goods_return)
        if goods_return.status in (REQUESTED, APPROVED):
            is_mine = goods_return.order.customer_id == event.row.pk
            note = (
                "" if is_mine else STORE_GONE.note
            )  # which its buyer and the operators are notified of
            move_locked(goods_return, "close", by=SYSTEM, note=note, now=event.at)


def refuse_while_returns_are_open(event: AccountDeleted) -> None:
    """Refuse for what the user returns, and for what is returned to their stores, archived ones included.

    After `refuse_while_orders_are_open`, which locks the user: no return is requested meanwhile.
    """
    user, returns = event.row, _returns_of(event.row).open()
    _refuse_buyer(returns.filter(order__customer=user))
    _refuse_owner(returns.filter(order__store__owner=user))


def _returns_of(user: User) -> ReturnQuerySet:
    mine = Q(order__customer=user) | Q(order__store__owner=user)
    return Return.objects.filter(mine)


def _refuse_buyer(returns: ReturnQuerySet) -> None:
    to_orders = {"page": "orders:list", "label": _("See your orders")}
    if numbers := _orders_of(returns.exclude(status=RECEIVED)):
        text = _(
            "You return something of these orders: %(numbers)s. Withdraw that, or delete your account once it"
            " is over."
        )
        raise DeletionRefused(text % {"numbers": numbers}, **to_orders)
    if numbers := _orders_of(returns):
        text = _(
            "What you returned of these orders has arrived: %(numbers)s. The store settles it, or your money"
            " goes back on %(day)s. Delete your account after that."
        )
        raise DeletionRefused(text % {"numbers": numbers, "day": _last_day(returns)}, **to_orders)


def _refuse_owner(returns: ReturnQuerySet) -> None:
    numbers = _orders_of(returns)
    if numbers and not has_page(RETURNS_PAGE):
        text = _(
            "Customers returned something of these orders of your stores: %(numbers)s. Their money goes back"
            " on %(day)s. Delete your account after that."
        )
        raise DeletionRefused(text % {"numbers": numbers, "day": _last_day(returns)})
    if numbers:
        text = _(
            "Customers return something of these orders of your stores: %(numbers)s. Finish those returns"
            " first, then delete your account."
        )
        label = _("See the returns")
        raise DeletionRefused(text % {"numbers": numbers}, page=RETURNS_PAGE, label=label)


def _last_day(received: ReturnQuerySet) -> str:
    """On which the last of them is refunded."""
    return date_format(max(each.settled_on for each in received if each.settled_on))


def _orders_of(returns: ReturnQuerySet) -> str:
    return numbers_of(Order.objects.filter(pk__in=returns.values("order")))


def erase_return_texts(event: OrdersErased) -> None:
    """Texts, photos, and how replacements were followed; pieces, amounts and times stay."""
    returns = Return.objects.filter(order__in=event.orders)
    ReturnPhoto.objects.filter(goods_return__in=returns).delete()
    ReturnMove.objects.filter(goods_return__in=returns).exclude(note="").update(note="")
    returns.update(text="", tracking_number="")


def _reason(goods_return: Return, settlement: Settlement) -> str:
    number, currency = goods_return.number, goods_return.order.currency
    if settlement.postage:
        postage = format_money(settlement.postage, currency)
        return RETURNED_LESS.note_with(number=number, postage=postage)
    if settlement.fee_back:
        fee = format_money(settlement.fee_back, currency)
        return RETURNED_WITH_FEE.note_with(number=number, fee=fee)
    return RETURNED.note_with(number=number)
