"""What recommendations add to pages of other apps; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.located import LocatedReader
from core.actors import Actor
from core.panels import Panel
from coupons.offers import Offer
from coupons.queries import unclaimed_campaigns
from recommendations.comparison import compare
from recommendations.experiment import record_exposure
from recommendations.models import Recommendation
from recommendations.serving import recommended_to

MAX_AT_HOME = 6
MAX_CAMPAIGNS = 6


@dataclass(frozen=True, slots=True)
class ForYou:
    """`is_personal`: made for this reader, not for everybody in their area."""

    rows: Sequence[Recommendation]
    is_personal: bool


def for_you(readers: Sequence[LocatedReader], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The recommended stores, with one query; the first time of a day another one records that."""
    [located] = readers
    rows = recommended_to(located, now)[:MAX_AT_HOME]
    if not rows:
        return {}
    shown = _shown(rows, located, now)
    return {located.pk: Panel("recommendations/_for_you.html", shown)}


def coupons_for_you(
    readers: Sequence[LocatedReader], reader: Actor, now: datetime
) -> Mapping[Any, Panel]:
    """Live coupons to claim of the recommended stores, each with the reason of its store; two queries."""
    [located] = readers
    rows = {row.store_id: row for row in recommended_to(located, now)}
    if not rows:
        return {}
    campaigns = unclaimed_campaigns([*rows], located.pk, now).select_related("store")
    first = sorted(campaigns, key=lambda one: (rows[one.store_id or 0].rank, one.pk))
    offered = [
        (Offer(each, False, now), rows[each.store_id or 0]) for each in first[:MAX_CAMPAIGNS]
    ]
    if not offered:
        return {}
    shown = {"offered": offered, "for_you": _shown([row for _one, row in offered], located, now)}
    topics = [one.topic for one, _row in offered]
    return {located.pk: Panel("recommendations/_coupons.html", shown, topics=topics)}


def lists_compared(rows: Sequence[Any], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """For the admin's statistics of the whole site: whether the personal lists matter; one query."""
    panel = Panel("admin/recommendations/comparison.html", compare(now))
    return {row.pk: panel for row in rows}


def _shown(rows: Sequence[Recommendation], reader: LocatedReader, now: datetime) -> ForYou:
    is_personal = rows[0].user_id is not None
    if is_personal and not rows[0].is_recorded:  # type: ignore[attr-defined]
        record_exposure(reader.pk, now)
    return ForYou(rows, is_personal)
