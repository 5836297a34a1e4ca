"""Verbs on orders that are more than a bare move."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Guest
from core.lifecycle import MoveRefused, move, move_locked, start
from core.sweeps import sweep
from orders.carts import CartOwner
from orders.events import OrderPlaced
from orders.fulfilment import RIDER, kind_of
from orders.lifecycle import TIME_TO_PAY
from orders.models import Adjustment, Cart, Order, OrderLine
from orders.quotes import Quote, QuotedLine, quote, with_contents
from orders.statuses import Status
from stores.services import SoldOut, reserve_stock, return_stock

if TYPE_CHECKING:
    from accounts.models import User


class OrderRefused(Exception):
    """The order cannot be placed and the cart is unchanged; the text can be shown to the user as it is."""


class OutOfStock(MoveRefused):
    """An expired order cannot be revived: what it had reserved was sold meanwhile."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer's contact, notes and address; only deliveries have an address and a rider's note."""

    name: str
    email: str
    phone: str
    note: str = ""
    rider_note: str = ""
    cutlery: bool = False
    postcode: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def place_order(*, cart: Cart, customer: "User | None" = None, **placing: Any) -> Order:
    """Turn this cart into an order; takes and raises the same as `find_or_place`."""
    cart_owner = CartOwner(user=customer, visitor_key=cart.visitor_key)
    return find_or_place(Cart.objects.filter(pk=cart.pk), cart_owner, **placing)[0]


def find_or_place(
    carts: QuerySet[Cart],
    cart_owner: CartOwner,
    *,
    fulfilment: str,
    contact: Contact,
    fingerprint: str,
    checkout_token: uuid.UUID,
    network: str = "",
    now: datetime | None = None,
) -> tuple[Order, bool]:
    """Turn the one cart into an order waiting for payment, its stock reserved, and delete the cart.

    `fingerprint` is that of the quote shown to the customer, `checkout_token` that of the page: the
    same token of the same owner finds the same order again. Returns the order, and whether it is new.
    `network` is where it is placed from (core.throttle.client_address).
    Raises OrderRefused, which must roll back the caller's transaction, so that the cart is unchanged.
    """
    now = now or timezone.now()
    token = cart_owner.bind(checkout_token)
    # Of two concurrent calls, the second waits here and finds the cart deleted.
    cart = with_contents(carts.select_for_update(of=("self",))).first()
    placed = Order.objects.filter(checkout_token=token).first()
    if placed:
        return placed, False
    if cart is None:
        raise OrderRefused(_("Your cart is empty."))
    current = quote(cart, fulfilment, now, buyer=cart_owner)
    _refuse_unless_as_seen(current, contact, fingerprint)
    order = _create(current, contact, token, cart_owner, network, now)
    _add_lines(order, current, counted=_reserve(current))
    start(order, by=cart_owner.user or Guest(order.guest_key or ""), event=OrderPlaced, now=now)
    cart.delete()
    return order, True


def find_placed(cart_owner: CartOwner, checkout_token: uuid.UUID) -> Order | None:
    """The order this owner placed with the token already, if any; never another owner's."""
    if not cart_owner.exists:
        return None
    return Order.objects.filter(checkout_token=cart_owner.bind(checkout_token)).first()


def receive_money(order: Order, now: datetime | None = None) -> None:
    """Mark the order as paid, or revive it if it has just expired and is still in stock.

    Raises MoveRefused, such as OutOfStock, if the payment must be refunded. Call it with the order
    locked and the payment recorded, in that transaction.
    """
    with transaction.atomic():
        if order.status == Status.EXPIRED:
            _reserve_again(order)
            move_locked(order, "revive", by=SYSTEM, now=now)
        else:
            move_locked(order, "pay", by=SYSTEM, now=now)


def set_carrier(order: Order, carrier_id: int | None) -> None:
    """Set who carries the order (a user's primary key), or None. Call it with the order locked."""
    if order.carrier_id != carrier_id:
        order.carrier_id = carrier_id
        order.save(update_fields=["carrier"])


def expire_unpaid_orders(now: datetime | None = None) -> int:
    """Expire every order whose time to pay is over, each in its own transaction; returns how many.

    An error with one does not stop the others; errors are raised as a group at the end.
    """
    now = now or timezone.now()
    due = Order.objects.filter(status=Status.PENDING, pay_by__lte=now).order_by("pay_by")
    return sweep(due, lambda order: _expire(order, now), failed="orders that could not be expired")


def return_stock_of(order: Order) -> None:
    """Return to stock what the order has reserved. Call it with the order locked."""
    lines = order.lines.filter(reserved__gt=0)
    return_stock(_sum_up(lines.values_list("product_id", "reserved")))
    lines.update(reserved=0)


def count_refunded(pieces: Iterable[tuple[OrderLine, int]]) -> None:
    """Count the refunded pieces of each line. Call it with their order locked.

    A constraint refuses more than were bought.
    """
    for line, count in pieces:
        if count:
            OrderLine.objects.filter(pk=line.pk).update(refunded=F("refunded") + count)


def _expire(order: Order, now: datetime) -> bool:
    try:
        move(order, "expire", by=SYSTEM, now=now)
    except MoveRefused:
        return False  # paid or cancelled meanwhile
    return True


def _refuse_unless_as_seen(current: Quote, contact: Contact, fingerprint: str) -> None:
    if current.all_problems:
        raise OrderRefused(" ".join(current.all_problems))
    if current.fingerprint != fingerprint:
        raise OrderRefused(
            _("Something in your cart changed meanwhile. Please look it over and order again.")
        )
    if kind_of(current.fulfilment).needs_address and not contact.address:
        raise OrderRefused(_("Please say where to deliver."))


def _create(
    current: Quote,
    contact: Contact,
    token: uuid.UUID,
    cart_owner: CartOwner,
    network: str,
    now: datetime,
) -> Order:
    kind = kind_of(current.fulfilment)
    return Order.objects.create(
        customer=cart_owner.user,
        guest_key=None if cart_owner.user else secrets.token_urlsafe(24),
        store=current.store,
        fulfilment=current.fulfilment,
        checkout_token=token,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        note=contact.note,
        rider_note=contact.rider_note if kind.carried_by == RIDER else "",
        cutlery=contact.cutlery,
        postcode=contact.postcode if kind.needs_address else "",
        address=contact.address if kind.needs_address else "",
        latitude=contact.latitude if kind.needs_address else None,
        longitude=contact.longitude if kind.needs_address else None,
        language=get_language() or "en",
        visitor_key=cart_owner.visitor_key,
        network=network,
        currency=current.currency,
        subtotal=current.subtotal,
        total=current.total,
        placed_at=now,
        pay_by=now + TIME_TO_PAY,
    )


def _add_lines(order: Order, placed: Quote, counted: set[int]) -> None:
    OrderLine.objects.bulk_create(_order_line(order, line, counted) for line in placed.lines)
    for adjustment in placed.adjustments:
        adjustment.order = order
    Adjustment.objects.bulk_create(placed.adjustments)


def _order_line(order: Order, line: QuotedLine, counted: set[int]) -> OrderLine:
    return OrderLine(
        order=order,
        product=line.product,
        name=line.product.name,
        options=[[o.group.name, o.name, str(o.price_change)] for o in line.options],
        option_ids=line.line.option_ids,
        unit_price=line.unit_price,
        quantity=line.quantity,
        reserved=line.quantity if line.product.pk in counted else 0,
        total=line.total,
        discount=line.discount,
    )


def _reserve(placed: Quote) -> set[int]:
    try:
        return reserve_stock(_sum_up((line.product.pk, line.quantity) for line in placed.lines))
    except SoldOut as shortage:
        raise OrderRefused(str(shortage)) from shortage


def _reserve_again(order: Order) -> None:
    """Needs the order locked, and everything that it had reserved returned to stock."""
    try:
        counted = reserve_stock(_sum_up(order.lines.values_list("product_id", "quantity")))
    except SoldOut as shortage:
        raise OutOfStock(str(shortage)) from shortage
    order.lines.filter(product__in=counted).update(reserved=F("quantity"))


def _sum_up(pieces: Iterable[tuple[int | None, int]]) -> Counter[int]:
    """{product id: pieces} over lines; lines of deleted products are ignored."""
    quantities: Counter[int] = Counter()
    for product_id, quantity in pieces:
        if product_id is not None:
            quantities[product_id] += quantity
    return quantities
