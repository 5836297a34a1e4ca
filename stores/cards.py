"""The cards of stores on the home page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from core.panels import Panel
from stores.fragment_cache import cached_html
from stores.models import Store
from stores.search import Hit


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a card shows; `kilometres` is None if unknown. The data of `panels` are plain values."""

    name: str
    slug: str
    photo: str
    category: tuple[str, str]
    is_open: bool
    kilometres: float | None
    offers_delivery: bool
    offers_pickup: bool
    offers_shipping: bool
    fee: Decimal
    minimum: Decimal
    currency: str
    dish: str
    panels: tuple[Panel, ...]


def cards_html(
    stores: Sequence[Store], hits: Mapping[int, Hit], panels: Mapping[int, Sequence[Panel]]
) -> SafeString:
    """The cards of stores loaded by `stores_to_browse`, with the dishes that a search found."""
    shown = [_card(store, hits.get(store.pk), panels[store.pk]) for store in stores]
    pairs = list(zip(shown, stores, strict=True))
    return SafeString(cached_html("stores/customer/_store_cards.html", shown, {"cards": pairs}))


def _card(store: Any, hit: Hit | None, panels: Sequence[Panel]) -> Card:
    """`store` is a Store annotated with `open_now` and perhaps `distance`."""
    distance: float | None = getattr(store, "distance", None)
    return Card(
        name=store.name,
        slug=store.slug,
        photo=store.photo.name or "",
        category=(store.category.name, store.category.name_ko),
        is_open=store.open_now,
        kilometres=None if distance is None else round(distance, 1),
        offers_delivery=store.offers_delivery,
        offers_pickup=store.offers_pickup,
        offers_shipping=store.offers_shipping,
        fee=store.delivery_fee,
        minimum=store.minimum_order,
        currency=store.currency,
        dish=hit.dish if hit else "",
        panels=tuple(panels),
    )
