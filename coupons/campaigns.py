"""Adds, changes and duplicates campaigns. Changed terms are a new version: issued coupons have theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveForbidden, lock, move_locked, start
from core.limits import refuse_beyond
from core.money import format_money
from core.versions import version_of
from coupons.access import runs_it
from coupons.events import CampaignAdded
from coupons.models import Audience, Campaign, Terms
from coupons.words import sentence_of

CAMPAIGN_FIELDS = (
    *("title", "total", "per_customer", "audience", "secret_code"),
    *("opens_at", "closes_at", "budget"),
)
TERMS_FIELDS = (
    *("benefit", "amount", "percent", "cap", "minimum", "product_ids", "section_ids"),
    *("first_order_only", "valid_until", "valid_days", "platform_percent"),
)


class CampaignRefused(Exception):
    """Nothing was saved; `problems` are sentences for the user, by the name of their field."""

    def __init__(self, problems: Mapping[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class EditedMeanwhile(CampaignRefused):
    """Another editor saved first; `seen` is the version by which one can save over that."""

    def __init__(self, campaign: Campaign):
        assert campaign.terms is not None  # `add_campaign` saves both
        now = f"{campaign.title} – {sentence_of(campaign.terms, campaign.currency)}"
        sentence = _(
            "Somebody else changed this coupon meanwhile; now it is: “%(now)s” Compare the two, then save"
            " again to replace it with yours."
        )
        super().__init__({"__all__": sentence % {"now": now}})
        self.seen = edit_version(campaign)


@dataclass(frozen=True, slots=True)
class CampaignValues:
    """What an editor chose: `fields` of the campaign (CAMPAIGN_FIELDS), and its `terms` (TERMS_FIELDS)."""

    fields: Mapping[str, Any]
    terms: Mapping[str, Any]


def edit_version(campaign: Campaign) -> str:
    """Changes with every edit of the stored campaign, not when coupons are claimed."""
    return version_of([getattr(campaign, name) for name in CAMPAIGN_FIELDS], campaign.terms_id)


@transaction.atomic
def add_campaign(
    campaign: Campaign, values: CampaignValues, *, by: User, now: datetime | None = None
) -> Campaign:
    """Save a new campaign, which has its store and currency, as a draft.

    Raises MoveForbidden, CampaignRefused and LimitReached.
    """
    now = now or timezone.now()
    if not runs_it(campaign, by):
        raise MoveForbidden(_("You may not do this."))
    _refuse_problems(campaign, values)
    for name, value in values.fields.items():
        setattr(campaign, name, value)
    campaign.created_at = now
    refuse_beyond("campaigns", campaign.store.owner_id if campaign.store else None, now=now)
    campaign.save()
    campaign.terms = Terms.objects.create(campaign=campaign, version=1, **values.terms)
    campaign.save(update_fields=["terms"])
    start(campaign, by=by, event=CampaignAdded, now=now)
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign,
    values: CampaignValues,
    *,
    by: User,
    seen: str,
    now: datetime | None = None,
) -> bool:
    """Whether anything changed; raises CampaignRefused and MoveRefused.

    `seen` is the `edit_version` that the editor began with. Values that are left out stay as they are.
    """
    lock(campaign)
    fields: dict[str, Any] = _differing(campaign, values.fields)
    has_other_terms = campaign.terms is None or bool(_differing(campaign.terms, values.terms))
    if not fields and not has_other_terms:  # perhaps a button that was pressed twice
        return False
    if edit_version(campaign) != seen:
        raise EditedMeanwhile(campaign)
    _refuse_problems(campaign, values)
    if has_other_terms:
        fields["terms"] = _next_version(campaign, values.terms)
    if fields:
        move_locked(campaign, "change", by=by, now=now, fields=fields)
    return bool(fields)


def duplicate(campaign: Campaign, *, by: User, now: datetime | None = None) -> Campaign:
    """A draft with the same values, of which no coupon is issued."""
    copy = Campaign(store=campaign.store, currency=campaign.currency)
    fields = {name: getattr(campaign, name) for name in CAMPAIGN_FIELDS}
    return add_campaign(copy, CampaignValues(fields, _values_of(campaign.terms)), by=by, now=now)


def problems_of(campaign: Campaign, chosen: Mapping[str, Any]) -> dict[str, str]:
    """What contradicts the coupons that are issued and used already, and what a store may not choose.

    `chosen` are values of the campaign and its terms, by the name of their field.
    """
    problems = {}
    if campaign.store_id is None and chosen.get("audience") == Audience.FOLLOWERS:
        problems["audience"] = _("Nobody follows the whole site: choose whom it is for.")
    if campaign.store_id is not None and chosen.get("platform_percent"):
        problems["platform_percent"] = _("A store pays for the coupons that are its own.")
    if chosen.get("total", campaign.total) < campaign.issued:
        sentence = _("%(issued)s of them are claimed already: choose at least that many.")
        problems["total"] = sentence % {"issued": campaign.issued}
    problems |= _problems_of_codes(campaign, chosen)
    budget = chosen.get("budget", campaign.budget)
    if budget is not None and budget < campaign.committed:
        sentence = _("%(used)s of it is used already: choose at least that much.")
        problems["budget"] = sentence % {
            "used": format_money(campaign.committed, campaign.currency)
        }
    return problems


def _problems_of_codes(campaign: Campaign, chosen: Mapping[str, Any]) -> dict[str, str]:
    """What would leave people with codes that cannot be claimed."""
    if campaign.audience != Audience.CODES or not campaign.pk:
        return {}
    unclaimed = campaign.claim_codes.unclaimed().count()
    if unclaimed and chosen.get("audience", Audience.CODES) != Audience.CODES:
        sentence = _("There are unclaimed codes: void them first.")
        return {"audience": sentence}
    least = campaign.issued + unclaimed
    if chosen.get("total", campaign.total) < least:
        sentence = _("With the unclaimed codes there are %(least)s: choose at least that many.")
        return {"total": sentence % {"least": least}}
    return {}


def _refuse_problems(campaign: Campaign, values: CampaignValues) -> None:
    problems = problems_of(campaign, {**values.fields, **values.terms})
    if problems:
        raise CampaignRefused(problems)


def _differing(row: Campaign | Terms, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _values_of(terms: Terms | None) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in TERMS_FIELDS} if terms else {}


def _next_version(campaign: Campaign, values: Mapping[str, Any]) -> Terms:
    last = campaign.versions.order_by("version").last()
    return Terms.objects.create(
        campaign=campaign,
        version=last.version + 1 if last else 1,
        **{**_values_of(campaign.terms), **values},
    )
