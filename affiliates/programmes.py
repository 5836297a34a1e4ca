"""Verbs of a store's programme: its settings, and the profits of products."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from affiliates.models import ProductProfit, Programme
from stores.models import Product, Store


def programme_of(store: Store) -> Programme:
    """The store's, or an unsaved one with the usual values, which is off."""
    found = Programme.objects.filter(store=store).first() or Programme(store=store)
    found.store = store
    return found


@transaction.atomic
def change_programme(store: Store, fields: Mapping[str, Any]) -> Programme:
    """Changed terms get another version, to which partners have to agree when they apply."""
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    programme = programme_of(store)
    if programme.pk and fields.get("terms", programme.terms) != programme.terms:
        programme.terms_version += 1
    for name, value in fields.items():
        setattr(programme, name, value)
    programme.save()
    return programme


@transaction.atomic
def set_profits(store: Store, profits: Mapping[int, Decimal | None]) -> None:
    """Of pieces of the store's products, by primary key; None earns nothing."""
    products = Product.objects.filter(section__store=store, pk__in=profits)
    for product in products.select_for_update(of=("self",), no_key=True).order_by("pk"):
        amount = profits[product.pk]
        if amount is None:
            ProductProfit.objects.filter(product=product).delete()
        else:
            ProductProfit.objects.update_or_create(product=product, defaults={"amount": amount})
