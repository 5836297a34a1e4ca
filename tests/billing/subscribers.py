"""A tenant in Seoul who goes through its days."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from billing import due_work
from billing.models import SubscriptionChange
from billing.subscribing import subscribe
from billing.tenants import TenantData, open_tenant
from billing.timeline import text_of
from core.actors import SYSTEM
from tests.billing.factories import make_version

SEOUL = ZoneInfo("Asia/Seoul")
DATA = TenantData(
    legal_name="Noodle Ltd.",
    billing_email="bills@example.com",
    zone="Asia/Seoul",
    language="en",
    business_number="123-45-67890",
)


def noon(day):
    """Of the local day, by its ISO date."""
    return datetime.combine(datetime.fromisoformat(day), time(12), SEOUL).astimezone(UTC)


def new_tenant(day="2026-01-10", user=None, data=DATA, **more):
    return open_tenant(user, data, currency="KRW", now=noon(day), by=SYSTEM, **more)


def subscribed(version, day="2026-01-10", tenant=None):
    return subscribe(tenant or new_tenant(day), version, now=noon(day), by=SYSTEM)


def rows(subscription):
    """(day, kind, plan, is billed) of each change."""
    changes = SubscriptionChange.objects.filter(subscription=subscription)
    return [
        (str(each.day), each.kind, each.version and each.version.plan.code, each.is_billed)
        for each in changes.select_related("version__plan").order_by("day")
    ]


def work_until(subscription, day):
    """Do what is due to the tenant until noon of the day, but for its invoices."""
    planned = subscription.tenant.due_work.exclude(kind="finalize")
    for work in planned.filter(done_at=None, at__lte=noon(day)).order_by("at", "pk"):
        due_work.do(work, work.at, noon(day))
    subscription.refresh_from_db()


def due(subscription):
    """(kind, key) of what is planned, but for its invoices."""
    planned = subscription.tenant.due_work.filter(done_at=None).exclude(kind="finalize")
    return list(planned.order_by("at", "pk").values_list("kind", "key"))


def told(tenant):
    """The kinds in the tenant's timeline, oldest first; each has all that its text needs."""
    entries = list(tenant.timeline.order_by("pk"))
    assert all(text_of(each) for each in entries)
    return [each.kind for each in entries]


@dataclass
class Plans:
    """Free for who subscribes to nothing, and two that cost something; `trial` has 14 days."""

    basic: object = field(default_factory=lambda: make_version("basic", 20000))
    pro: object = field(default_factory=lambda: make_version("pro", 40000))
    trial: object = field(default_factory=lambda: make_version("trial", 30000, trial_days=14))
