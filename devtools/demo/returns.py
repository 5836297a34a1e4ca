"""A return in each state, of parcels that arrived days ago, and the terms of their store."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from core.lifecycle import move
from devtools.demo.orders import order_cart, walk
from devtools.demo.people import add_neighbour
from orders.carts import CartOwner, add_to_cart
from shipping.models import Carrier, Return, ReturnTerms
from shipping.returns.services import ReturnRequest, request_return
from shipping.services import send
from stores.models import Product, Store

DAY = timedelta(days=1)
POSTAGE = Decimal(3500)
# Days since it arrived, why, what the buyer would like, in whose words, and the steps that follow.
RETURNS = [
    (2, "changed_mind", "refund", "", []),
    (3, "damaged", "exchange", "뚜껑이 깨져서 왔어요. The lid came broken.", ["approve"]),
    (12, "wrong", "refund", "다른 차가 왔어요.", ["approve", "receive"]),
    (3, "other", "refund", "선물할 일이 없어졌어요.", ["approve", "receive"]),
    (9, "late", "refund", "", ["approve", "receive", "refund"]),
    (8, "damaged", "exchange", "", ["approve", "receive", "exchange"]),
    (5, "changed_mind", "refund", "", ["refuse"]),
    (6, "changed_mind", "refund", "", ["withdraw"]),
]


def load_returns(people: dict[str, User], store: Store) -> None:
    """Of Ann and a neighbour, by turns; the third is overdue."""
    ReturnTerms.objects.create(store=store, postage=POSTAGE)
    buyers = [people["customer"], add_neighbour(41)]
    for place, (days, cause, wish, text, steps) in enumerate(RETURNS):
        arrived = timezone.now() - days * DAY
        goods_return = _requested(store, buyers[place % 2], people, arrived, (cause, wish, text))
        for step, verb in enumerate(steps):
            _move(goods_return, verb, arrived + (12 + 6 * step) * timedelta(hours=1))


def _requested(
    store: Store, buyer: User, people: dict[str, User], arrived: datetime, how: tuple[str, str, str]
) -> Return:
    """One of the two pieces of an order that came two days after it was placed."""
    tea = Product.objects.filter(section__store=store).order_by("price").first()
    assert tea is not None
    cart = add_to_cart(CartOwner(user=buyer), tea, [], 2)
    order = order_cart(cart, buyer, "shipping", arrived - 2 * DAY)
    walk(order, ["pay"], people["rider"], arrived - 2 * DAY)
    details = {"carrier": Carrier.objects.get(code="cj"), "tracking_number": "5811-2044-7600"}
    parcel = send(order, by=store.owner, now=arrived - DAY, **details)  # type: ignore[arg-type]
    move(parcel, "deliver", by=buyer, now=arrived)
    [line] = order.lines.all()
    request = ReturnRequest({line.pk: 1}, *how)
    return request_return(order, request, by=buyer, now=arrived + timedelta(hours=6))


def _move(goods_return: Return, verb: str, now: datetime) -> None:
    order = goods_return.order
    by = order.customer if verb == "withdraw" else order.store.owner
    details = {}
    if verb == "exchange":
        details = {"carrier": Carrier.objects.get(code="cj"), "tracking_number": "5811-2044-7800"}
    move(
        goods_return,
        verb,
        by=by,
        note="포장을 뜯으셨어요." if verb == "refuse" else "",
        now=now,
        **details,
    )
