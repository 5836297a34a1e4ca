"""Placing an order: turns a basket into an order that waits for payment, once for each checkout token."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.services import lock_account
from core.actors import Guest
from core.lifecycle import start
from core.prepared import Prepared
from orders.adjusting import add_shares
from orders.baskets import Basket, BasketLine, OrderRefused
from orders.carts import CartOwner
from orders.checkout_parts import call_parts
from orders.events import OrderPlaced
from orders.fulfilment import RIDER, STORE, kind_of
from orders.models import Adjustment, Order, OrderLine
from orders.quotes import Quote, quote
from orders.services import pieces_by_product
from stores.models import StockCause
from stores.services import SoldOut, reserve_stock
from stores.stock import StockReason


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer's contact, notes and address; only what is brought or sent has an address.

    `country` is ISO 3166-1 alpha-2, `region` a province or state: only parcels have them.
    """

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
    country: str = ""
    region: str = ""

    @property
    def destination(self) -> dict[str, str]:
        """What the cost of sending it depends on, as the choices of a checkout."""
        return {"country": self.country, "region": self.region, "postcode": self.postcode}


@transaction.atomic(savepoint=False)
def place(
    basket: Basket,
    buyer: CartOwner,
    *,
    fulfilment: str,
    contact: Contact,
    fingerprint: str,
    checkout_token: uuid.UUID,
    choices: Mapping[str, Any] | None = None,
    network: str = "",
    now: datetime | None = None,
) -> tuple[Order, bool]:
    """Turn the basket into an order waiting for payment, with its stock reserved.

    `fingerprint` is that of the quote shown to the buyer, `checkout_token` that of the page: the same token
    of the same buyer finds the same order again. `choices` is what the parts of the checkout contributed, by
    their name; where a parcel goes is the contact's address in any case. `network` is where it is placed from
    (core.throttle.client_address). Returns the order, and whether it is new. Raises OrderRefused; the basket
    is unchanged then. Of two baskets with one token the second may be refused, too: `find_placed` then finds
    the order of the first.
    """
    now = now or timezone.now()
    choices = with_destination(choices, fulfilment, contact)
    token = buyer.bind(checkout_token)
    _lock_account(basket, buyer)
    exists = basket.lock(token)
    placed = order_by_token.find(token) if basket.may_have_been_placed else None
    if placed:
        return placed, False
    if not exists:
        raise OrderRefused(str(basket.gone))
    current = quote(basket, fulfilment, now, buyer, choices)
    _refuse_unless_as_seen(current, contact, fingerprint)
    order = _order_of(current, contact, token, buyer, network, now)
    _insert(order, basket)
    _add_lines(order, current, counted=_reserve(order, current))
    start(order, by=buyer.user or Guest(order.guest_key or ""), event=OrderPlaced, now=now)
    basket.on_placed(order)
    call_parts(order, choices)
    return order, True


def _lock_account(basket: Basket, buyer: CartOwner) -> None:
    if basket.locks_account and buyer.user and not lock_account(buyer.user):
        raise OrderRefused(_("This account was deleted."))


def find_placed(buyer: CartOwner, checkout_token: uuid.UUID) -> Order | None:
    """The order this buyer placed with the token already, if any; never another buyer's."""
    if not buyer.exists:
        return None
    return order_by_token.find(buyer.bind(checkout_token))


def find_unpaid(buyer: CartOwner, slug: str, now: datetime) -> Order | None:
    """What this buyer placed last at the store and has a few minutes left to pay, if anything."""
    if not buyer.exists:
        return None
    unpaid = Order.objects.unpaid(now).filter(store__slug=slug, **buyer.fields)
    return unpaid.order_by("-pk").first()


def with_destination(
    choices: Mapping[str, Any] | None, fulfilment: str, contact: Contact
) -> Mapping[str, Any]:
    """The choices of a checkout; what is sent costs what sending it to the contact's own address costs."""
    if kind_of(fulfilment).carried_by != STORE:
        return choices or {}
    return {**(choices or {}), fulfilment: contact.destination}


@Prepared
def order_by_token(token: uuid.UUID) -> QuerySet[Order]:
    return Order.objects.filter(checkout_token=token)


def _refuse_unless_as_seen(current: Quote, contact: Contact, fingerprint: str) -> None:
    if current.all_problems:
        raise OrderRefused(" ".join(current.all_problems), current)
    if current.fingerprint != fingerprint:
        raise OrderRefused(str(current.basket.changed), current)
    kind = kind_of(current.fulfilment)
    is_known = bool(contact.address) and (kind.carried_by != STORE or bool(contact.country))
    if kind.needs_address and not is_known:
        raise OrderRefused(_("Please say where to deliver."), current)


def _order_of(
    current: Quote,
    contact: Contact,
    token: uuid.UUID,
    buyer: CartOwner,
    network: str,
    now: datetime,
) -> Order:
    kind = kind_of(current.fulfilment)
    time_to_pay = current.basket.time_to_pay
    return Order(
        customer=buyer.user,
        guest_key=None if buyer.user else secrets.token_urlsafe(24),
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
        country=contact.country if kind.needs_address else "",
        region=contact.region if kind.needs_address else "",
        language=get_language() or "en",
        visitor_key=buyer.visitor_key,
        network=network,
        currency=current.currency,
        subtotal=current.subtotal,
        total=current.total,
        placed_at=now,
        pay_by=None if time_to_pay is None else now + time_to_pay,
    )


def _insert(order: Order, basket: Basket) -> None:
    try:
        order.save(force_insert=True)
    except IntegrityError as error:
        if "checkout_token" not in str(error):  # the message names the constraint
            raise
        raise OrderRefused(str(basket.changed)) from error


def _add_lines(order: Order, placed: Quote, counted: set[int]) -> None:
    lines = OrderLine.objects.bulk_create(
        [_order_line(order, line, counted) for line in placed.lines]
    )
    for adjustment in placed.adjustments:
        adjustment.order = order
    for adjustment in Adjustment.objects.bulk_create(placed.adjustments):
        if adjustment.line_shares:
            add_shares(adjustment, lines, adjustment.line_shares)


def _order_line(order: Order, line: BasketLine, counted: set[int]) -> OrderLine:
    return OrderLine(
        order=order,
        product=line.product,
        name=line.name,
        options=line.options,
        option_ids=line.option_ids,
        unit_price=line.unit_price,
        quantity=line.quantity,
        reserved=line.quantity if line.product and line.product.pk in counted else 0,
        total=line.total,
        discount=line.discount,
    )


def _reserve(order: Order, placed: Quote) -> set[int]:
    reason = StockReason(StockCause.ORDER, order.number, at=order.placed_at)
    pieces = ((line.product.pk if line.product else None, line.quantity) for line in placed.lines)
    try:
        return reserve_stock(pieces_by_product(pieces), reason)
    except SoldOut as shortage:
        raise OrderRefused(str(shortage)) from shortage
