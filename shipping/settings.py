"""A store's settings of shipping: whether it sends parcels, its zones, prices and weights.

Each verb locks the store's row of settings first, so that concurrent changes are serialized.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.money import round_money
from shipping.korea import ISLANDS, JEJU
from shipping.models import ProductWeight, Rate, StoreShipping, WeightStep, Zone
from stores.models import Product, Store

MAX_ZONES = 12  # zones of a store: the table of prices must fit a page
MAX_STEPS = 20  # weight steps of a store

# The zones of the template, with prices in KRW up to 2, 5 and 20 kg; other currencies begin without prices.
TEMPLATE_GRAMS = (2000, 5000, 20_000)
TEMPLATE_ZONES: tuple[tuple[str, str, list[str], list[str], tuple[int | None, ...]], ...] = (
    ("Korea", "대한민국", ["KR"], [], (3000, 4000, 6000)),
    ("Jeju", "제주", ["KR"], JEJU, (6000, 7000, 9000)),
    ("Islands", "도서 지역", ["KR"], ISLANDS, (8000, 9000, 11_000)),
    ("Abroad", "해외", [], [], (25_000, 45_000, None)),
)


class ShippingRefused(Exception):
    """The settings are not changed; the text can be shown to the user as it is."""


class EditedMeanwhile(ShippingRefused):
    """The settings were changed since the page was loaded."""


def version_of(store: Store) -> int:
    """The version of the store's zones and prices, which each change increments; 0 before the first."""
    found = StoreShipping.objects.filter(store=store).values_list("version", flat=True).first()
    return found or 0


@transaction.atomic
def use_template(store: Store, language: str) -> None:
    """Create the usual zones and steps of a Korean store; raises ShippingRefused if it has any."""
    _lock(store)
    if store.zones.exists() or store.weight_steps.exists():
        raise ShippingRefused(_("This store has zones already."))
    steps = [WeightStep.objects.create(store=store, grams=grams) for grams in TEMPLATE_GRAMS]
    for position, (name, name_ko, countries, postcodes, prices) in enumerate(TEMPLATE_ZONES):
        zone = Zone.objects.create(
            store=store,
            name=name_ko if language == "ko" else name,
            countries=countries,
            postcodes=postcodes,
            position=position,
        )
        if store.currency == "KRW":
            Rate.objects.bulk_create(
                Rate(zone=zone, step=step, price=Decimal(price))
                for step, price in zip(steps, prices, strict=True)
                if price is not None
            )


@transaction.atomic
def switch_shipping(store: Store, *, is_on: bool) -> None:
    """Enable or disable shipping; raises ShippingRefused without a price, or if nothing else is offered."""
    locked = Store.objects.select_for_update().get(pk=store.pk)
    if is_on and not Rate.objects.filter(zone__store=store).exists():
        raise ShippingRefused(_("Write at least one price first."))
    if not is_on and locked.only_sends and not locked.offers_tickets:
        raise ShippingRefused(
            _("Parcels are all that this store offers: offer pickup or delivery first.")
        )
    store.offers_shipping = is_on
    store.save(update_fields=["offers_shipping"])


@transaction.atomic
def set_prices(
    store: Store,
    steps: Sequence[int],
    prices: Mapping[tuple[int, int], Decimal],
    *,
    seen: int,
) -> None:
    """Replace the steps of weight (in grams) and the prices: {(primary key of a zone, grams): price}.

    `seen` is the version of the settings on the submitted page; raises EditedMeanwhile after another change.
    """
    _lock(store, seen)
    store.weight_steps.exclude(grams__in=steps).delete()
    known = {step.grams: step for step in store.weight_steps.all()}
    for grams in steps:
        if grams not in known:
            known[grams] = WeightStep.objects.create(store=store, grams=grams)
    zones = {zone.pk: zone for zone in store.zones.all()}
    Rate.objects.filter(zone__store=store).delete()
    Rate.objects.bulk_create(
        Rate(zone=zones[pk], step=known[grams], price=round_money(price, store.currency))
        for (pk, grams), price in prices.items()
        if pk in zones and grams in known
    )


@transaction.atomic
def save_zone(zone: Zone, *, seen: int | None = None) -> Zone:
    """Create or update a zone.

    Raises ShippingRefused for too many zones, a duplicate name or a second zone of all other countries, and
    EditedMeanwhile as `set_prices`.
    """
    _lock(zone.store, seen)
    others = zone.store.zones.exclude(pk=zone.pk)
    if not zone.pk and others.count() >= MAX_ZONES:
        raise ShippingRefused(_("A store has at most %(most)s zones.") % {"most": MAX_ZONES})
    if others.filter(name__iexact=zone.name).exists():
        raise ShippingRefused(_("Another zone has this name."))
    if not zone.countries and others.filter(countries=[]).exists():
        raise ShippingRefused(_("Another zone has all other countries already."))
    if not zone.pk:
        zone.position = others.count()
    zone.save()
    return zone


@transaction.atomic
def delete_zone(zone: Zone) -> None:
    """Delete a zone with its prices; existing orders do not change."""
    _lock(zone.store)
    zone.delete()


@transaction.atomic
def set_weights(store: Store, grams: Mapping[int, int | None]) -> None:
    """Set the weights of the store's products: {primary key: grams, None for unknown}."""
    own = Product.objects.filter(section__store=store, pk__in=grams)
    for product in own.select_for_update().order_by("pk"):
        weight = grams[product.pk]
        if weight is None:
            ProductWeight.objects.filter(product=product).delete()
        else:
            ProductWeight.objects.update_or_create(product=product, defaults={"grams": weight})


def _lock(store: Store, seen: int | None = None) -> None:
    """Lock the settings until the end of the transaction, and increment their version."""
    StoreShipping.objects.get_or_create(store=store)
    row = StoreShipping.objects.select_for_update().get(store=store)
    if seen is not None and row.version != seen:
        raise EditedMeanwhile(
            _(
                "Somebody else changed these settings meanwhile. What you typed is still here: look again."
            )
        )
    StoreShipping.objects.filter(store=store).update(version=F("version") + 1)
