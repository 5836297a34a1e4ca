"""Verbs of tenants: who is billed, and by what data."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import lock_account
from billing import timeline
from billing.models import BillingClock, DueKind, Tenant
from billing.models.tenants import validate_zone
from billing.months import Month, finalized_at
from billing.refusals import TenantRefused
from billing.trials import claim_number
from core.actors import Actor
from core.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantData:
    """What bills are made out to; `zone` is by its IANA name."""

    legal_name: str
    billing_email: str
    zone: str
    language: str
    business_number: str = ""


@transaction.atomic
def open_tenant(
    user: User | None,
    data: TenantData,
    *,
    currency: str,
    now: datetime,
    by: Actor,
    clock: BillingClock | None = None,
) -> Tenant:
    """The owner as a tenant, at the tenant's time; or one of a test clock, which needs no owner.

    Raises TenantRefused if the owner is a tenant already.
    """
    _refuse_unknown_zone(data.zone)
    if user and not lock_account(user):
        raise TenantRefused(_("This account was deleted."))
    tenant = Tenant(user=user, clock=clock, currency=currency, created_at=now, **asdict(data))
    try:
        with transaction.atomic():
            tenant.save()
    except IntegrityError as error:
        raise TenantRefused(_("The data for your bills exists already.")) from error
    timeline.record(tenant, "tenant_created", now, by=by)
    return tenant


@transaction.atomic
def change_tenant(tenant: Tenant, data: TenantData, *, now: datetime, by: Actor) -> None:
    """Bills that are final keep the former data.

    Raises TenantRefused for a zone that cannot be taken now, and where the owner's account was deleted.
    """
    _refuse_unknown_zone(data.zone)
    tenant = lock_tenant(tenant)
    if is_deserted(tenant):
        raise TenantRefused(_("This account was deleted."))
    new = {name: value for name, value in asdict(data).items() if getattr(tenant, name) != value}
    if not new:
        return
    before = tenant.day_at(now)
    for name, value in new.items():
        setattr(tenant, name, value)
    if "zone" in new:
        _refuse_lost_day(tenant, before, tenant.day_at(now))
        _retime(tenant)
    tenant.save(update_fields=list(new))
    claim_number(tenant)
    timeline.record(tenant, "data_changed", now, by=by)


def is_deserted(tenant: Tenant) -> bool:
    """Whether the owner's account was deleted; ask with the tenant locked."""
    owner = tenant.user_id
    return owner is not None and User.objects.filter(pk=owner, is_active=False).exists()


def lock_tenant(tenant: Tenant) -> Tenant:
    """The tenant's row, locked before its subscription, which is read with it and not locked.

    Not FOR UPDATE: usage, whose rows refer to the tenant, goes on arriving.
    """
    return locked_tenant.get(tenant.pk)


@Prepared
def locked_tenant(pk: int) -> QuerySet[Tenant]:
    rows = Tenant.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("clock", "subscription").filter(pk=pk)


def _refuse_unknown_zone(zone: str) -> None:
    try:
        validate_zone(zone)
    except ValidationError as error:
        raise TenantRefused(error.message) from error


def _refuse_lost_day(tenant: Tenant, before: date, after: date) -> None:
    """A change of plan that has begun must not be of tomorrow again."""
    subscription = getattr(tenant, "subscription", None)
    if subscription and subscription.changes.filter(day__gt=after, day__lte=before).exists():
        raise TenantRefused(_("The plan has changed today: please change the time zone tomorrow."))


def _retime(tenant: Tenant) -> None:
    """Let work that is planned happen at its local time in the tenant's new zone."""
    kinds = (DueKind.TRIAL_END, DueKind.CHANGE, DueKind.FINALIZE)
    for work in tenant.due_work.filter(kind__in=kinds, done_at=None):
        work.at = _time_of(tenant, work.kind, work.key)
        work.save(update_fields=["at"])


def _time_of(tenant: Tenant, kind: str, key: str) -> datetime:
    if kind == DueKind.FINALIZE:
        return finalized_at(Month.parse(key), tenant.tz)
    return tenant.start_of(date.fromisoformat(key))
