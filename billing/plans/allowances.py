"""The source of owners' limits (core.limits): the plan they are on today, or the default plan."""

from datetime import datetime

from django.db.models import DateField, DateTimeField, F, Func, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.lifecycle import PAST_DUE, RUNNING
from billing.models import BillingPlanVersion, ChangeKind, SubscriptionChange
from billing.plans.versions import default_versions
from core.allowances import UNLIMITED, Allowances
from core.prepared import Prepared

# What a plan switches on by naming it in its features: resources of config/limits.py.
SWITCHED = frozenset({"campaigns", "events", "pages"})
OVERDUE = _("A bill is overdue. Once it is paid, you can add more.")


def allowances_of(owner_id: int, now: datetime | None = None) -> Allowances:
    """One query; without any plan, also without a default one, nothing is limited.

    While a bill is overdue nothing new may be added; what is there stays as it is.
    """
    version = version_of.find(owner_id, now or timezone.now())
    if version is None:
        return UNLIMITED
    return allowances_by(version, is_overdue=version.status == PAST_DUE)  # type: ignore[attr-defined]


def allowances_by(version: BillingPlanVersion, *, is_overdue: bool = False) -> Allowances:
    """What an owner on the version may have."""
    off = SWITCHED.difference(version.features)
    return Allowances(version.limits, off, OVERDUE if is_overdue else "")


@Prepared
def version_of(owner_id: int, now: datetime) -> QuerySet[BillingPlanVersion]:
    """The one that the owner is on, or the newest of the default plan; `status` is the subscription's."""
    current = _current(owner_id, now)
    newest = Subquery(default_versions().values("pk")[:1])
    versions = BillingPlanVersion.objects.select_related("plan").annotate(
        status=Subquery(current.values("subscription__status")[:1])
    )
    return versions.filter(pk=Coalesce(Subquery(current.values("version")[:1]), newest))


def _current(owner_id: int, now: datetime) -> QuerySet[SubscriptionChange]:
    """The latest change that has begun by the tenant's own time, of a running subscription."""
    time = Coalesce("subscription__tenant__clock__now", now)
    zone = F("subscription__tenant__zone")
    day = Func(zone, time, function="timezone", output_field=DateTimeField())
    begun = SubscriptionChange.objects.annotate(
        today=Func(day, function="date", output_field=DateField())
    )
    return (
        begun.filter(
            subscription__tenant__user=owner_id,
            subscription__status__in=RUNNING,
            day__lte=F("today"),
        )
        .exclude(kind=ChangeKind.SUSPEND)
        .order_by("-day")
    )
