"""Versions of plans: adding, choosing and comparing them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from billing.models import BillingPlan, BillingPlanVersion, Meter, Tenant
from billing.plans.version_data import limits_problem, rates_problem
from billing.refusals import PlanRefused
from core.money import round_money

LONGEST_TRIAL = 366  # days


@transaction.atomic
def add_version(
    plan: BillingPlan,
    *,
    currency: str,
    base: Decimal,
    now: datetime,
    rates: dict[str, Any] | None = None,
    limits: dict[str, int] | None = None,
    features: Iterable[str] = (),
    trial_days: int = 0,
) -> BillingPlanVersion:
    """The plan's newest version, which is offered from now on; who subscribed keeps theirs.

    Raises PlanRefused.
    """
    problem = objection_to_version(plan, currency, base, trial_days, rates or {}, limits or {})
    if problem:
        raise PlanRefused(problem)
    plan = BillingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    newest = plan.versions.order_by("-number").first()
    return BillingPlanVersion.objects.create(
        plan=plan,
        number=newest.number + 1 if newest else 1,
        currency=currency,
        base=base,
        rates=rates or {},
        limits=limits or {},
        features=sorted(features),
        trial_days=trial_days,
        created_at=now,
    )


def newest_versions(currency: str) -> QuerySet[BillingPlanVersion]:
    """Of each plan the newest in this currency, in the order of the plans."""
    same = BillingPlanVersion.objects.filter(plan=OuterRef("plan"), currency=currency)
    newest = Subquery(same.order_by("-number").values("pk")[:1])
    versions = BillingPlanVersion.objects.filter(currency=currency, pk=newest)
    return versions.select_related("plan").order_by("plan__position", "plan")


def offered_versions(currency: str, tenant: Tenant | None = None) -> QuerySet[BillingPlanVersion]:
    """What tenants may choose, and what this one may: a test clock can have plans of its own."""
    versions = newest_versions(currency).filter(plan__is_public=True, plan__tenant=None)
    own = Q(plan__clock=tenant.clock_id) if tenant and tenant.clock_id else Q()
    return versions.filter(Q(plan__clock=None) | own)


def default_version() -> BillingPlanVersion | None:
    """The newest of the plan of owners who subscribe to nothing; None if there is none."""
    return default_versions().select_related("plan").first()


def default_versions() -> QuerySet[BillingPlanVersion]:
    """Of the plan of owners who subscribe to nothing, the newest first."""
    return BillingPlanVersion.objects.filter(plan__is_default=True).order_by("-number")


def is_offered_to(tenant: Tenant, version: BillingPlanVersion) -> bool:
    return offered_versions(tenant.currency, tenant).filter(pk=version.pk).exists()


def is_up(before: BillingPlanVersion, after: BillingPlanVersion) -> bool:
    """Whether the change takes effect at once: it costs a higher base; of equal bases, if `after` allows
    more of something and less of nothing. Every other change is down.
    """
    if before.base != after.base:
        return after.base > before.base
    return _allows_all(after, before) and not _allows_all(before, after)


def _allows_all(version: BillingPlanVersion, other: BillingPlanVersion) -> bool:
    """Whether it allows everything that the other does."""
    codes = version.limits.keys() | other.limits.keys()
    return set(version.features) >= set(other.features) and all(
        _most(version, code) >= _most(other, code) for code in codes
    )


def _most(version: BillingPlanVersion, code: str) -> float:
    limit = version.limits.get(code)
    return float("inf") if limit is None else limit


def objection_to_version(
    plan: BillingPlan, currency: str, base: Decimal, trial_days: int, rates: Any, limits: Any
) -> str:
    """What is wrong with it, as a sentence; empty if nothing is."""
    problem = rates_problem(rates) or _unknown_meter(rates) or limits_problem(limits)
    if problem:
        return problem
    if base < 0:
        return _("The base cannot be negative.")
    if base != round_money(Decimal(base), currency):
        return _("This amount does not exist in %(currency)s.") % {"currency": currency}
    if not 0 <= trial_days <= LONGEST_TRIAL:
        return _("A trial has at most %(days)s days.") % {"days": LONGEST_TRIAL}
    if plan.is_default and (base or trial_days or _has_prices(rates)):
        return _("The plan of those who subscribe to nothing costs nothing and has no trial.")
    return ""


def _unknown_meter(rates: Any) -> str:
    """Nothing would ever be billed by such a rate."""
    known = set(Meter.objects.filter(code__in=rates).values_list("code", flat=True))
    unknown = next((code for code in rates if code not in known), None)
    if unknown is None:
        return ""
    text = _("There is no meter “%(code)s”. Add it before a plan names it.")
    return text % {"code": unknown}


def _has_prices(rates: Any) -> bool:
    return any(rate.get("tiers") for rate in rates.values())
