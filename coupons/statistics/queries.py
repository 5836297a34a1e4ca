"""Reads the figures: of days that are added up from these sums, of later ones from coupons and orders."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from core.days import DAY, Days, day_of
from coupons.models import AggregationState, Campaign, CampaignDay, SiteDay, StoreDay
from coupons.statistics.figures import Figures
from coupons.statistics.statements import (
    CAMPAIGN_ROWS,
    COLUMNS,
    ONE_CAMPAIGN,
    ONE_STORE,
    SITE_ROWS,
    STORE_ROWS,
    WHOLE_SITE,
    reading,
)
from stores.models import Store

ByDay = Mapping[date, Figures]


def campaign_by_day(campaign: Campaign, days: Days, now: datetime) -> ByDay:
    """Those without figures are left out. Three queries, as each function of this module."""
    stored = _within(CampaignDay.objects.filter(campaign=campaign), days).values_list(
        "day", *COLUMNS
    )
    live = _live(CAMPAIGN_ROWS, ONE_CAMPAIGN, days, now, campaign=campaign.pk)
    rows = [*stored, *(row[1:] for row in live)]
    return {day: Figures(*numbers) for day, *numbers in rows if any(numbers)}


def store_by_day(store: Store, days: Days, now: datetime) -> Mapping[str, ByDay]:
    """By currency."""
    stored = _within(StoreDay.objects.filter(store=store), days)
    live = _live(STORE_ROWS, ONE_STORE, days, now, store=store.pk)
    return _by_currency(
        [*stored.values_list("currency", "day", *COLUMNS), *(row[1:] for row in live)]
    )


def site_by_day(days: Days, now: datetime) -> Mapping[str, ByDay]:
    """By currency."""
    stored = _within(SiteDay.objects.all(), days).values_list("currency", "day", *COLUMNS)
    return _by_currency([*stored, *_live(SITE_ROWS, WHOLE_SITE, days, now)])


def campaigns_of_store(store: Store, days: Days, now: datetime) -> Mapping[int, Figures]:
    """By primary key of the campaign."""
    stored = _within(CampaignDay.objects.filter(campaign__store=store), days)
    live = _live(CAMPAIGN_ROWS, ONE_STORE, days, now, store=store.pk)
    return _added_up("campaign_id", stored, [(row[0], *row[2:]) for row in live])


def stores_of_site(currency: str, days: Days, now: datetime) -> Mapping[int, Figures]:
    """By primary key of the store, those with campaigns of their own in this currency."""
    stored = _within(StoreDay.objects.filter(currency=currency), days)
    live = _live(STORE_ROWS, WHOLE_SITE, days, now)
    return _added_up("store_id", stored, [(row[0], *row[3:]) for row in live if row[1] == currency])


def rows_of_store(
    store: Store, days: Days, now: datetime
) -> Iterator[tuple[date, Campaign, Figures]]:
    """One by one; of each day and campaign with figures."""
    stored = _within(CampaignDay.objects.filter(campaign__store=store), days)
    for row in stored.select_related("campaign").order_by("day", "campaign_id").iterator(1000):
        figures = Figures(*(getattr(row, name) for name in COLUMNS))
        if figures:
            yield row.day, row.campaign, figures
    live = _live(CAMPAIGN_ROWS, ONE_STORE, days, now, store=store.pk)
    campaigns = Campaign.objects.in_bulk({row[0] for row in live})
    for pk, day, *numbers in sorted(live, key=lambda row: (row[1], row[0])):
        yield day, campaigns[pk], Figures(*numbers)


def live_days(days: Days, now: datetime) -> Days:
    """Those that are not added up yet, today included."""
    closed = AggregationState.objects.values_list("closed_through", flat=True).first()
    first = max(days.first, closed + DAY) if closed else days.first
    return Days(first, min(days.last, day_of(now)))


def _within(rows: "QuerySet[Any]", days: Days) -> "QuerySet[Any]":
    return rows.filter(day__range=(days.first, days.last)).order_by("day")


def _live(rows: str, scope: str, days: Days, now: datetime, **of: int) -> list[tuple[Any, ...]]:
    """The rows of a statement for the days that are not added up yet."""
    live = live_days(days, now)
    if not live:
        return []
    with connection.cursor() as cursor:
        cursor.execute(reading(rows, scope), {**live.parameters(), **of})
        return list(cursor.fetchall())


def _by_currency(rows: list[tuple[Any, ...]]) -> Mapping[str, ByDay]:
    found: dict[str, dict[date, Figures]] = defaultdict(dict)
    for currency, day, *numbers in rows:
        if any(numbers):
            found[currency][day] = Figures(*numbers)
    return found


def _added_up(
    key: str, stored: "QuerySet[Any]", live: list[tuple[Any, ...]]
) -> Mapping[int, Figures]:
    sums = (
        stored.order_by()
        .values_list(key)
        .annotate(**{f"sum_{name}": Sum(name) for name in COLUMNS})
    )
    found: dict[int, Figures] = defaultdict(Figures)
    for pk, *numbers in [*sums, *live]:
        found[pk] += Figures(*numbers)
    return {pk: figures for pk, figures in found.items() if figures}
