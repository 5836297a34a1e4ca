"""Orders whose parcels arrived, and returns of them."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core.actors import Guest
from core.lifecycle import move
from shipping.models import Carrier, Return, ReturnPhoto, ReturnTerms
from shipping.returns.services import ReturnRequest, request_return
from shipping.services import send
from tests.factories import ProductFactory, paid_for
from tests.shipping.world import parcel_order, ships


def buyer_of(order):
    return order.customer or Guest(order.guest_key)


def arrived(buyer, store, days_ago=1, now=None, **fields):
    """An order of three pieces that was paid, sent in one parcel, and delivered so many days ago."""
    order = paid_for(parcel_order(buyer, store, **fields))
    at = (now or timezone.now()) - timedelta(days=days_ago)
    cj = Carrier.objects.get(code="cj")
    parcel = send(order, carrier=cj, tracking_number="1234", by=store.owner, now=at)
    move(parcel, "deliver", by=store.owner, now=at)
    order.refresh_from_db()
    return order


def returnable(buyer, store):
    """Three pieces of 9,000 and 3,000 for sending them, delivered yesterday; two are left in stock."""
    product = ProductFactory(store=store, price=Decimal(9000), stock=5)
    ReturnTerms.objects.create(store=store, postage=Decimal(3500))
    return arrived(buyer, store, product=product)


def asked(order, pieces=1, cause="changed_mind", wish="refund", text=""):
    return ReturnRequest({order.lines.get().pk: pieces}, cause, wish, text)


def requested(order, pieces=1, now=None, **how):
    wish = asked(order, pieces, **how)
    return request_return(order, wish, by=buyer_of(order), now=now or timezone.now())


WALKS = {
    "requested": [],
    "approved": ["approve"],
    "received": ["approve", "receive"],
    "refunded": ["approve", "receive", "refund"],
    "exchanged": ["approve", "receive", "exchange"],
    "refused": ["refuse"],
    "withdrawn": ["withdraw"],
}


def walked(goods_return, status, **details):
    """The return brought to the status by legal moves; `details` are those of each move."""
    for verb in WALKS[status]:
        order = goods_return.order
        by = buyer_of(order) if verb == "withdraw" else order.store.owner
        more = details.get(verb, {})
        if verb == "exchange":
            more = {"carrier": Carrier.objects.get(code="cj"), "tracking_number": "99", **more}
        move(goods_return, verb, by=by, note="Too old", **more)
    return goods_return


@dataclass
class ReturnWorld:
    """What tests/site_map.py has of returns: one of Ann's that arrived, and one that a guest asked for."""

    of_ann: Return
    of_guest: Return

    @property
    def numbers(self):
        return [
            each for row in (self.of_ann, self.of_guest) for each in (row.number, row.order.number)
        ]

    @property
    def guest_key(self):
        return self.of_guest.order.guest_key


def make_return_world(store, ann):
    ships(store)
    received = walked(requested(arrived(ann, store)), "received")
    world = ReturnWorld(received, requested(arrived(None, store)))
    for each in (world.of_ann, world.of_guest):
        ReturnPhoto.objects.create(goods_return=each, place=0, content=b"RIFF")
    return world
