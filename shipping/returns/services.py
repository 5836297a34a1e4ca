"""Verbs on returns that are more than a bare move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import lock_account
from core.actors import Actor, user_of
from core.lifecycle import lock, start
from core.text import visible
from orders.access import is_party
from orders.models import Order, OrderLine
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import TEXT_LENGTH, Return, ReturnLine, ReturnTerms
from shipping.return_causes import FAULTS, Cause, Wish
from shipping.return_events import ReturnRequested
from shipping.return_settlement import Settlement, settle
from shipping.returns.windows import return_window
from stores.models import Store


class RequestRefused(Exception):
    """A return cannot be requested like this; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """What a buyer asks for: `pieces` by the primary key of their line."""

    pieces: Mapping[int, int]
    cause: str
    wish: str
    text: str = ""


@transaction.atomic
def request_return(
    order: Order,
    asked: ReturnRequest,
    *,
    by: Actor,
    now: datetime,
    token: UUID | None = None,
    photos: Sequence[bytes] = (),
) -> Return:
    """Create a return. The same `token`, that of the page, returns the same one.

    `photos`: at most MAX_PHOTOS, as WebP.

    Raises RequestRefused for anyone but the buyer, after the periods of `last_moment`, and for more pieces
    than were neither refunded nor are in an open return, which a constraint ensures.
    """
    lock(order)
    if not is_party(order, by):
        raise RequestRefused(_("You may not do this."))
    token = token or uuid4()
    if made := order.returns.filter(token=token).first():
        return made
    pieces = _refuse_unless_returnable(order, asked, now)
    if (user := user_of(by)) and not lock_account(user):
        raise RequestRefused(_("This account was deleted."))
    goods_return = Return.objects.create(
        order=order,
        token=token,
        wish=asked.wish,
        cause=asked.cause,
        text=visible(asked.text)[:TEXT_LENGTH],
        postage=postage_of(order, asked),
        is_paid_by_store=asked.cause in FAULTS,
        requested_at=now,
    )
    _take(goods_return, pieces)
    _add_photos(goods_return, photos)
    start(goods_return, by=by, event=ReturnRequested, now=now)
    return goods_return


def _add_photos(goods_return: Return, photos: Sequence[bytes]) -> None:
    ReturnPhoto.objects.bulk_create(
        ReturnPhoto(goods_return=goods_return, place=place, content=content)
        for place, content in enumerate(photos)
    )


def preview(order: Order, asked: ReturnRequest, now: datetime) -> Settlement:
    """What the buyer would get, as `request_return` and a refund at this moment; raises RequestRefused."""
    pieces = _refuse_unless_returnable(order, asked, now)
    is_paid_by_store = asked.cause in FAULTS
    return settle(order, pieces, postage=_one_way(order, asked), is_paid_by_store=is_paid_by_store)


def postage_of(order: Order, asked: ReturnRequest) -> Decimal:
    """What the buyer bears: of an exchange both ways; nothing if something was wrong."""
    return _one_way(order, asked) * Wish(asked.wish).ways


def _one_way(order: Order, asked: ReturnRequest) -> Decimal:
    """The store's amount is in its currency, so it applies to orders in that only."""
    if asked.cause in FAULTS or order.currency != order.store.currency:
        return Decimal(0)
    return terms_of(order.store).postage


def terms_of(store: Store) -> ReturnTerms:
    """The store's terms, or those of one that has set none."""
    return ReturnTerms.objects.filter(store=store).first() or ReturnTerms(
        store=store, postage=Decimal(0)
    )


def address_of(store: Store) -> str:
    """Where buyers send returns."""
    return terms_of(store).address or store.full_address


def _refuse_unless_returnable(
    order: Order, asked: ReturnRequest, now: datetime
) -> list[tuple[OrderLine, int]]:
    """The lines with the pieces asked for."""
    if asked.cause not in Cause.values or asked.wish not in Wish.values:
        raise RequestRefused(_("Please choose a reason and what you would like."))
    if asked.cause == Cause.OTHER and not visible(asked.text):
        raise RequestRefused(_("Please describe the reason."))
    if asked.wish == Wish.EXCHANGE and not terms_of(order.store).exchanges:
        raise RequestRefused(_("This store offers no exchanges: please ask for your money back."))
    counts = {pk: count for pk, count in asked.pieces.items() if count > 0}
    if not counts:
        raise RequestRefused(_("Please say what you return: at least one piece."))
    found = {each.line.pk: each for each in return_window(order, now).lines}
    for pk, count in counts.items():
        if pk not in found or count > found[pk].pieces_for(asked.cause):
            raise RequestRefused(
                _("So many pieces cannot be returned for this reason any more. Please look again.")
            )
    return [(found[pk].line, count) for pk, count in sorted(counts.items())]


def _take(goods_return: Return, pieces: list[tuple[OrderLine, int]]) -> None:
    for line, count in pieces:
        ReturnLine.objects.create(goods_return=goods_return, line=line, quantity=count)
        line.returning += count
        line.save(update_fields=["returning"])
