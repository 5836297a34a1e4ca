"""What sending costs: by the weight of a parcel and the zone to which it goes. Amounts are in major units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from core.countries import (
    KOREA,
    KOREAN_POSTCODE,
    OLD_KOREAN_POSTCODE,
    all_countries,
    country_name,
)
from shipping.models import ProductWeight, Rate, WeightStep, Zone
from shipping.postcodes import matches, normal
from stores.models import Store

LOADED = "loaded_cost_table"  # the attribute of a store


class CannotSend(Exception):
    """The store does not send this there; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What sending costs to a zone; `is_least` where the destination is not known yet ("from …").

    `is_free`: the amount for which the zone is free is reached.
    """

    zone: Zone
    price: Decimal
    is_least: bool = False
    is_free: bool = False


@dataclass(frozen=True)
class CostTable:
    """The zones and steps of a store with the price of each pair; a page shows it as a table."""

    store: Store
    zones: Sequence[Zone]
    steps: Sequence[WeightStep]
    prices: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)  # by zone and step

    @property
    def rows(self) -> list[tuple[WeightStep, list[Decimal | None]]]:
        """Each step with its prices, in the order of the zones; None is not sent."""
        return [(s, [self.prices.get((z.pk, s.pk)) for z in self.zones]) for s in self.steps]

    @property
    def is_complete(self) -> bool:
        """Whether anything can be sent anywhere."""
        return bool(self.prices)

    @cached_property
    def countries(self) -> list[str]:
        """The codes of the countries to which the store sends."""
        priced = {zone for zone, _step in self.prices}
        zones = [zone for zone in self.zones if zone.pk in priced]
        if any(not zone.countries for zone in zones):
            named = {code for zone in self.zones for code in zone.countries}
            own = {code for zone in zones for code in zone.countries}
            return [code for code in all_countries() if code in own or code not in named]
        return sorted({code for zone in zones for code in zone.countries})

    @property
    def gaps(self) -> list[str]:
        """Where nothing is sent, as the owner reads it: zones without a price, and what no zone has."""
        priced = {zone for zone, _step in self.prices}
        named = {code for zone in self.zones for code in zone.countries}
        whole = {code for zone in self.zones if not zone.postcodes for code in zone.countries}
        rests = [_("the rest of %(country)s") % {"country": country_name(c)} for c in named - whole]
        has_rest = any(not zone.countries for zone in self.zones)
        others = [] if has_rest else [_("all other countries")]
        return [
            *(zone.name for zone in self.zones if zone.pk not in priced),
            *sorted(rests),
            *others,
        ]

    @property
    def varies(self) -> bool:
        """Whether it depends on the weight or the destination, or is free from an amount."""
        return len(set(self.prices.values())) > 1 or any(
            z.free_from is not None for z in self.zones
        )

    def zone_of(self, country: str, postcode: str) -> Zone | None:
        """The zone that says most of a destination: by postcode, by country, or of all other countries."""
        here = [zone for zone in self.zones if country in zone.countries]
        special = [zone for zone in here if zone.postcodes and matches(zone.postcodes, postcode)]
        whole = [zone for zone in here if not zone.postcodes]
        rest = [zone for zone in self.zones if not zone.countries] if not here else []
        return next(iter([*special, *whole, *rest]), None)

    def cost(
        self, grams: int, country: str = "", postcode: str = "", amount: Decimal | None = None
    ) -> Cost:
        """What sending so many grams costs, with goods worth `amount` after discounts.

        Without a country the least that it may cost. Raises CannotSend.
        """
        step = self._step_of(grams)
        if not country:
            return self._least(step, amount)
        _refuse_bad_postcode(country, postcode)
        zone = self.zone_of(country, postcode)
        if zone is None or not any(pk == zone.pk for pk, _step in self.prices):
            raise CannotSend(_("%(store)s does not send there.") % {"store": self.store})
        if (zone.pk, step.pk) not in self.prices:
            raise CannotSend(_("%(store)s sends nothing this heavy there.") % {"store": self.store})
        return self._cost(zone, step, amount)

    def _step_of(self, grams: int) -> WeightStep:
        if not self.prices:
            raise CannotSend(_("%(store)s sends nothing at present.") % {"store": self.store})
        for step in self.steps:
            if grams <= step.grams:
                return step
        raise CannotSend(
            _("This is too heavy for one parcel: %(store)s sends at most %(most)s.")
            % {"store": self.store, "most": weight(self.steps[-1].grams)}
        )

    def _least(self, step: WeightStep, amount: Decimal | None) -> Cost:
        found = [z for z in self.zones if (z.pk, step.pk) in self.prices]
        if not found:
            raise CannotSend(_("%(store)s sends nothing this heavy.") % {"store": self.store})
        costs = [self._cost(zone, step, amount) for zone in found]
        least = min(costs, key=lambda cost: cost.price)
        return Cost(least.zone, least.price, is_least=True, is_free=least.is_free)

    def _cost(self, zone: Zone, step: WeightStep, amount: Decimal | None) -> Cost:
        is_free = amount is not None and zone.free_from is not None and amount >= zone.free_from
        price = Decimal(0) if is_free else self.prices[zone.pk, step.pk]
        return Cost(zone, price, is_free=is_free)


def _refuse_bad_postcode(country: str, postcode: str) -> None:
    """Korea's old codes say nothing of the zones: an address on Jeju would cost what the mainland does.

    Raises CannotSend. Without a postcode the form asks for it.
    """
    code = normal(postcode)
    if country != KOREA or not code or KOREAN_POSTCODE.fullmatch(code):
        return
    if OLD_KOREAN_POSTCODE.fullmatch(code):
        raise CannotSend(
            _("This is an old postcode of six digits: please give the new one, of five digits.")
        )
    raise CannotSend(_("A Korean postcode has five digits."))


def table_of(store: Store) -> CostTable:
    """The store's costs, in three queries."""
    rates = Rate.objects.filter(zone__store=store).values_list("zone", "step", "price")
    return CostTable(
        store,
        zones=list(store.zones.all()),
        steps=list(store.weight_steps.all()),
        prices={(zone, step): price for zone, step, price in rates},
    )


def load_table(store: Store) -> CostTable:
    """The store's costs, which stay with this object: for a page that needs them several times."""
    table = table_of(store)
    store.__dict__[LOADED] = table
    return table


def cost_for(
    store: Store, grams: int, country: str = "", postcode: str = "", amount: Decimal | None = None
) -> Cost:
    """As CostTable.cost, of the table that was loaded for this object, if any; raises CannotSend."""
    table: CostTable = store.__dict__.get(LOADED) or table_of(store)
    return table.cost(grams, country, postcode, amount)


def grams_of(pieces: Iterable[tuple[int | None, int]]) -> int:
    """What so many pieces of products (by primary key) weigh together; without a weight nothing."""
    pieces = list(pieces)
    weights = dict(
        ProductWeight.objects.filter(product__in={pk for pk, _n in pieces if pk}).values_list(
            "product", "grams"
        )
    )
    return sum(weights.get(pk, 0) * count for pk, count in pieces if pk)


def weight(grams: int) -> str:
    """As people read it: 500 g, 2 kg, 1.5 kg."""
    return f"{grams:,} g" if grams < 1000 else f"{grams / 1000:g} kg"
