"""Stores that send parcels, and their orders."""

from dataclasses import replace
from decimal import Decimal

from core.actors import SYSTEM
from core.lifecycle import move
from shipping.korea import JEJU
from shipping.models import ProductWeight, Rate, WeightStep, Zone
from tests.factories import CONTACT, OrderFactory, ProductFactory, place
from tests.walking import Usual, Walk

SEOUL = replace(CONTACT, country="KR", postcode="03172")
PRICES = {  # zone: its countries and postcodes, the prices up to 1 kg and up to 5 kg
    "Korea": (["KR"], [], 3000, 5000),
    "Jeju": (["KR"], JEJU, 6000, 9000),
    "Abroad": ([], [], 15000, None),
}


def ships(store, **prices):
    """The store sends parcels; `prices` as PRICES."""
    store.offers_shipping = True
    store.save(update_fields=["offers_shipping"])
    prices = prices or PRICES
    steps = WeightStep.objects.bulk_create(
        WeightStep(store=store, grams=grams) for grams in (1000, 5000)
    )
    zones = Zone.objects.bulk_create(
        Zone(store=store, name=name, countries=countries, postcodes=postcodes, position=position)
        for position, (name, (countries, postcodes, *_costs)) in enumerate(prices.items())
    )
    Rate.objects.bulk_create(
        Rate(zone=zone, step=step, price=Decimal(cost))
        for zone, (_countries, _postcodes, *costs) in zip(zones, prices.values(), strict=True)
        for step, cost in zip(steps, costs, strict=True)
        if cost is not None
    )
    return store


def weighs(product, grams):
    ProductWeight.objects.create(product=product, grams=grams)


def parcel_order(buyer, store, quantity=3, contact=SEOUL, **fields):
    """A paid order of so many pieces."""
    product = fields.pop("product", None) or ProductFactory(store=store)
    order = place(
        buyer, product, quantity=quantity, fulfilment="shipping", contact=contact, **fields
    )
    if Usual.by_moves:
        move(order, "pay", by=SYSTEM)
    else:
        steps = Walk(order)
        steps.step("pay", SYSTEM)
        steps.save()
        order.refresh_from_db()
    return order


def sent_order(status="dispatched", **fields):
    """An order of one piece, brought to the status by moves of the order alone."""
    return OrderFactory(fulfilment="shipping", status=status, address="세종대로 175", **fields)
