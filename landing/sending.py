"""What sending costs, as a page names it: its rows come with the version, so that they cost no query more."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from landing.models import PageVersion
from shipping.costs import CannotSend, Cost, CostTable
from shipping.models import Rate, WeightStep, Zone
from stores.models import Store


@dataclass(frozen=True)
class Sending:
    """`least`: what sending the first choice costs at least, None if the store sends nothing."""

    table: CostTable
    least: Cost | None

    @property
    def varies(self) -> bool:
        return self.table.varies

    @property
    def is_fixed(self) -> bool:
        """The same everywhere and for any weight: the total is known before anything is typed."""
        return self.least is not None and not self.varies


def with_cost_rows(versions: QuerySet[PageVersion]) -> QuerySet[PageVersion]:
    """With `zone_rows`, `step_rows` and `rate_rows` of their stores, as lists of dicts."""
    here = OuterRef("page__store")
    zones = Zone.objects.filter(store=here).order_by("position", "pk")
    zone = JSONObject(
        id="pk",
        name="name",
        countries="countries",
        postcodes="postcodes",
        free_from=Cast("free_from", TextField()),
    )
    rate = JSONObject(zone="zone_id", step="step_id", price=Cast("price", TextField()))
    steps = WeightStep.objects.filter(store=here).order_by("grams")
    return versions.annotate(
        zone_rows=ArraySubquery(zones.values(row=zone)),
        step_rows=ArraySubquery(steps.values(row=JSONObject(id="pk", grams="grams"))),
        rate_rows=ArraySubquery(Rate.objects.filter(zone__store=here).values(row=rate)),
    )


def sending_of(version: Any, grams: int, amount: Decimal) -> Sending | None:
    """Of a version loaded by landing.pages: for goods of that weight and worth; None if nothing is sent."""
    if not version.page.store.offers_shipping:
        return None
    table = _table_of(version.page.store, version.zone_rows, version.step_rows, version.rate_rows)
    try:
        return Sending(table, table.cost(grams, amount=amount))
    except CannotSend:
        return Sending(table, None)


def _table_of(
    store: Store,
    zones: Sequence[dict[str, Any]],
    steps: Sequence[dict[str, Any]],
    rates: Sequence[dict[str, Any]],
) -> CostTable:
    return CostTable(
        store,
        [Zone(**{**row, "free_from": _amount(row["free_from"])}) for row in zones],
        [WeightStep(**row) for row in steps],
        {(row["zone"], row["step"]): Decimal(row["price"]) for row in rates},
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
