"""Tenants with subscriptions and usage of one month, by SQL, and what that month must cost them.

Of ten tenants one is on the free plan, which a meter makes cost something; of three, one changed its plan
on the 11th.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection, models

from accounts.models import Role, User
from billing.models import (
    BillingPlan,
    BillingPlanVersion,
    DueKind,
    DueWork,
    Meter,
    Subscription,
    SubscriptionChange,
    Tenant,
    UsageEvent,
)
from billing.months import Month, finalized_at

MONTH, SEOUL = Month(2026, 3), ZoneInfo("Asia/Seoul")  # of 31 days
METER, PRICE = "mails", 1000  # won a unit, beyond what is included
BASES = {"free": 0, "basic": 20_000, "pro": 40_000}
INCLUDED = {"free": 100, "basic": 500, "pro": 1000}
CHANGE_DAY, DAYS = 11, 31


@dataclass(frozen=True)
class Town:
    """`first` is the primary key of the first tenant; the others follow it without gaps."""

    first: int
    tenants: int
    events: int

    @classmethod
    def load(cls, tenants: int, events: int) -> "Town":
        meter, _new = Meter.objects.get_or_create(code=METER, name="Mails", unit="mails")
        versions = {code: _version(code) for code in BASES}
        first = _tenants(tenants, versions)
        if events:
            _events(first, tenants, events, meter)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return cls(first, tenants, events)


def multiply(row: models.Model, count: int, **columns: str) -> None:
    """Add `count` - 1 copies of a row; `columns` are SQL in which `n` counts from 1.

    The copies have the primary keys that follow the row's.
    """
    model = type(row)
    names = [field.column for field in model._meta.concrete_fields]
    sql = {"id": "row.id + n", **columns}
    values = ", ".join(sql.get(name, f"row.{name}") for name in names)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values}"
            f" FROM {table} row, generate_series(1, %s) n WHERE row.id = %s",
            [count - 1, row.pk],
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def _version(code: str) -> BillingPlanVersion:
    plan, is_new = BillingPlan.objects.get_or_create(code=f"bench-{code}", defaults={"name": code})
    if not is_new:
        return plan.versions.get()
    rates = {METER: {"included": INCLUDED[code], "tiers": [{"price": str(PRICE)}]}}
    return plan.versions.create(number=1, currency="KRW", base=Decimal(BASES[code]), rates=rates)


def _tenants(count: int, versions: dict[str, BillingPlanVersion]) -> int:
    """Tenants with an owner, a subscription and a month to close; returns the first primary key."""
    began = finalized_at(MONTH, SEOUL) - timedelta(days=62)
    known = Tenant.objects.count()
    user = User.objects.create_user(f"bea{known}@bench.example", role=Role.OWNER, name="Bea")
    tenant = Tenant.objects.create(
        user=user,
        legal_name="Noodle Ltd.",
        billing_email="bills@bench.example",
        currency="KRW",
        language="ko",
        zone=str(SEOUL),
        created_at=began,
    )
    subscription = Subscription.objects.create(
        tenant=tenant, started_at=began, trial_ends=began.date()
    )
    work = DueWork.objects.create(
        tenant=tenant, kind=DueKind.FINALIZE, key=str(MONTH), at=finalized_at(MONTH, SEOUL)
    )
    multiply(user, count, email=f"'bea' || {known} + n || '@bench.example'")
    number = f"lpad(to_hex({known} + n), 8, '0')"
    multiply(tenant, count, number=number, user_id="row.user_id + n")
    multiply(subscription, count, tenant_id="row.tenant_id + n")
    multiply(work, count, tenant_id="row.tenant_id + n")
    _changes(subscription, count, versions)
    Subscription.objects.filter(tenant__gte=tenant).update(status="active")
    return tenant.pk


def _changes(
    subscription: Subscription, count: int, versions: dict[str, BillingPlanVersion]
) -> None:
    """From before the month on, and in it; the number of a tenant is that of its primary key."""
    free, basic, pro = (versions[code].pk for code in BASES)
    with connection.cursor() as cursor:
        for day, kind, version, condition in (
            (
                MONTH.previous.first,
                "start",
                f"CASE WHEN {FREE} THEN {free} ELSE {basic} END",
                "true",
            ),
            (MONTH.first.replace(day=CHANGE_DAY), "upgrade", f"{pro}", f"{CHANGED} AND NOT {FREE}"),
        ):
            cursor.execute(
                f"INSERT INTO {SubscriptionChange._meta.db_table}"
                " (subscription_id, day, version_id, kind, is_billed, made_at)"
                f" SELECT id, %s, {version}, %s, true, started_at FROM {Subscription._meta.db_table}"
                f" WHERE id BETWEEN %s AND %s AND {condition}",
                [day, kind, subscription.pk, subscription.pk + count - 1],
            )


def _events(first: int, tenants: int, count: int, meter: Meter) -> None:
    """A tenth of them are of the first hundred tenants."""
    hundred = min(tenants, 100)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {UsageEvent._meta.db_table}"
            " (tenant_id, meter_id, key, quantity, at, month, received_at, source)"
            f" SELECT %s + CASE WHEN n %% 10 = 0 THEN n / 10 %% {hundred} ELSE n %% {tenants} END,"
            " %s, 'bench-' || n, 1 + n * 7919 %% 199, at, %s, at, 'api'"
            " FROM generate_series(1, %s::bigint) n, LATERAL (SELECT %s::date"
            f" + interval '1 minute' * (n %% {(DAYS - 1) * 24 * 60}) AS at) times",
            [first, meter.pk, MONTH.first, count, MONTH.first.replace(day=2)],
        )


FREE, CHANGED = "mod(tenant_id, 10) = 0", "mod(tenant_id, 3) = 0"
