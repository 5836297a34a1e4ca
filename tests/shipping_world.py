"""What tests/site_map.py has of shipping: parcels of Ann's and of a guest's orders, and a store's costs."""

import uuid
from dataclasses import dataclass

from django.utils import timezone

from shipping.models import DispatchReport, Parcel
from tests.shipping.world import sent_order, ships, weighs


@dataclass
class ShippingWorld:
    packed: Parcel
    sent: Parcel
    of_guest: Parcel

    @property
    def codes(self):
        return [self.packed.code, self.sent.code, self.of_guest.code]

    @property
    def numbers(self):
        return [self.packed.order.number, self.sent.order.number]


def make_shipping_world(store, ann, product):
    """Bea's store sends parcels: one is packed, two are on their way."""
    if not store.zones.exists():
        ships(store)
    weighs(product, 500)
    guest = {"customer": None, "guest_key": uuid.uuid4().hex}
    orders = [
        sent_order("ready", store=store, customer=ann),
        sent_order(store=store, customer=ann),
        sent_order(store=store, **guest),
    ]
    DispatchReport.objects.create(user=store.owner, at=timezone.now())
    return ShippingWorld(*(order.parcels.get() for order in orders))
