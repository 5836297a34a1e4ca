"""What the demo's owners pay for the platform: three plans, and tenants in several states."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.models import Role, User
from billing import due_work
from billing.clocks.tenants import open_clock
from billing.contracts import agree_contract
from billing.models import BillingPlan, BillingPlanVersion, DueKind, Tenant
from billing.months import Month, collected_at, local_month, retried_at
from billing.plan_changes import cancel, change_plan
from billing.plans.versions import add_version
from billing.subscribing import subscribe
from billing.tenants import TenantData, open_tenant
from billing.usage.orders import count_order, take_order_back
from core.actors import SYSTEM
from devtools.demo.bills import bill, refund_a_part
from orders.models import OrderMove
from orders.statuses import CAME_TO_NOTHING

DAY = timedelta(days=1)
SEOUL = ZoneInfo("Asia/Seoul")
ALL = ["campaigns", "events", "pages"]
TRIAL_DAYS = 14


def load_billing(people: dict[str, User]) -> None:
    """The owner of the stores has the large plan, so that nothing of the demo is limited."""
    now = timezone.now()
    basic, pro = _plans(now)
    first = min(now, _first_of_month(now))
    bill(_tenant(people["owner"], "비의 가게들 Bea's stores", now - 100 * DAY), pro, "pays", now)
    _count_orders(people["owner"], _first_of_month(now))
    _trial(basic, now)
    _planned_downgrade(basic, pro, first, now)
    _ended(basic, now)
    _contract(now)
    _refunded(basic, now)
    _past_due(pro, now)
    _suspended(pro, now)
    _at_clock(basic, first)


def _count_orders(owner: User, since: datetime) -> None:
    """They were paid, and some called off, before their store's owner was a tenant."""
    moves = OrderMove.objects.filter(order__store__owner=owner, at__gte=since)
    for move in moves.filter(verb="pay").select_related("order__store"):
        count_order(move.order, move.at)
    for move in moves.filter(target__in=CAME_TO_NOTHING).select_related("order"):
        take_order_back(move.order, move.at)


def _plans(now: datetime) -> list[BillingPlanVersion]:
    """Two with usage beyond what they include, after the free one of who subscribes to nothing."""
    free = _plan("free", "무료 Free", "시작하는 가게에 For a store that begins", is_default=True)
    basic = _plan(
        "basic", "베이직 Basic", "가게 하나를 키우는 분께 For a store that grows", position=1
    )
    pro = _plan(
        "pro", "프로 Pro", "여러 가게를 운영하는 분께 For those with several stores", position=2
    )
    limits = {"stores": 1, "staff": 1, "orders": 100}
    small = {"stores": 3, "staff": 10, "campaigns": 5, "pages": 5, "orders": 1000}
    _version(free, 0, now, limits=limits)
    return [
        _version(basic, 20000, now, _orders(300, "60"), limits=small, trial_days=TRIAL_DAYS),
        _version(pro, 40000, now, _orders(1000, "50", ("30", 1000))),
    ]


def _plan(code: str, name: str, description: str, **fields: object) -> BillingPlan:
    return BillingPlan.objects.create(code=code, name=name, description=description, **fields)


def _version(
    plan: BillingPlan, base: int, now: datetime, rates: dict | None = None, **fields: object
) -> BillingPlanVersion:
    features = [] if plan.is_default else ALL
    more = {"rates": rates or {}, "features": features, "now": now, **fields}
    return add_version(plan, currency=settings.DEFAULT_CURRENCY, base=Decimal(base), **more)


def _orders(included: int, price: str, then: tuple[str, int] | None = None) -> dict:
    """The price of an order beyond the included ones, and, `then`, a lower one from a number on."""
    tiers: list[dict] = [{"price": price}]
    if then:
        tiers = [{"price": price, "up_to": then[1]}, {"price": then[0]}]
    return {"orders": {"included": included, "tiers": tiers}}


def _tenant(user: User, name: str, now: datetime, number: str = "") -> Tenant:
    data = TenantData(
        legal_name=name,
        business_number=number,
        billing_email=user.email,
        zone=SEOUL.key,
        language="ko",
    )
    return open_tenant(user, data, currency=settings.DEFAULT_CURRENCY, now=now, by=user)


def _owner(number: int) -> User:
    """Somebody who never signs in."""
    email = f"owner{number}@demo.jumun.example"
    return User.objects.create_user(email, name=f"Owner {number}", role=Role.OWNER)


def _trial(basic: BillingPlanVersion, now: datetime) -> None:
    tenant = _tenant(_owner(1), "새벽 빵집 Dawn Bakery", now - 5 * DAY, "101-81-00001")
    subscribe(tenant, basic, **_at(now - 5 * DAY))


def _planned_downgrade(
    basic: BillingPlanVersion, pro: BillingPlanVersion, first: datetime, now: datetime
) -> None:
    tenant = _tenant(_owner(2), "골목 카페 Alley Café", first, "102-81-00002")
    change_plan(subscribe(tenant, pro, **_at(first)), basic, **_at(now))


def _ended(basic: BillingPlanVersion, now: datetime) -> None:
    """Cancelled during the trial, which is over."""
    start = now - (TRIAL_DAYS + 6) * DAY
    tenant = _tenant(_owner(3), "여름 분식 Summer Snacks", start, "103-81-00003")
    cancel(subscribe(tenant, basic, **_at(start)), **_at(start + 3 * DAY))
    for work in tenant.due_work.filter(kind=DueKind.CHANGE, at__lte=now):
        due_work.do(work, work.at, now)


def _contract(now: datetime) -> None:
    """A plan of one tenant, from today on."""
    tenant = _tenant(_owner(4), "한강 푸드코트 Han River Food Court", now, "104-81-00004")
    plan = _plan("han-river", "한강 계약 Han River contract", "", is_public=False, tenant=tenant)
    version = _version(plan, 150000, now, _orders(10000, "20"))
    agree_contract(tenant, version, day=tenant.day_at(now), **_at(now))


def _refunded(basic: BillingPlanVersion, now: datetime) -> None:
    """Pays by card; of the last bill a part went back."""
    tenant = _tenant(_owner(7), "분홍 꽃집 Pink Florist", now - 100 * DAY, "107-81-00007")
    bill(tenant, basic, "pays", now)
    refund_a_part(tenant)


def _past_due(pro: BillingPlanVersion, now: datetime) -> None:
    """Without a card; its bill was collected for the first time just now."""
    month = _last_month(lambda each: collected_at(each, SEOUL), now)
    tenant = _billed(5, "달빛 서점 Moonlight Books", "105-81-00005", pro, month)
    while work := due_work.next_of(tenant, now):
        due_work.do(work, work.at if work.kind == DueKind.FINALIZE else now, now)


def _suspended(pro: BillingPlanVersion, now: datetime) -> None:
    """Its bill was tried four times in vain."""
    month = _last_month(lambda each: retried_at(each, SEOUL)[-1], now)
    tenant = _billed(6, "바다 횟집 Seaside Sashimi", "106-81-00006", pro, month)
    while work := due_work.next_of(tenant, now):
        due_work.do(work, work.at, now)


def _billed(
    owner: int, name: str, number: str, version: BillingPlanVersion, month: Month
) -> Tenant:
    """Subscribed since the morning of the 1st."""
    start = datetime.combine(month.first, time(9), SEOUL)
    tenant = _tenant(_owner(owner), name, start, number)
    subscribe(tenant, version, **_at(start))
    return tenant


def _at_clock(basic: BillingPlanVersion, first: datetime) -> None:
    """What the months to come bring is seen by moving the clock on, in the admin."""
    data = TenantData(
        legal_name="시험 식당 Trial Diner",
        billing_email="tenant@clock.invalid",
        zone=SEOUL.key,
        language="ko",
    )
    currency = settings.DEFAULT_CURRENCY
    clock = open_clock("다음 달 Next months", data, currency=currency, now=first, by=SYSTEM)
    subscribe(clock.tenant, basic, **_at(first))


def _last_month(is_over_at: Callable[[Month], datetime], now: datetime) -> Month:
    month = local_month(now, SEOUL).previous
    return month if is_over_at(month) <= now else month.previous


def _at(now: datetime) -> dict:
    return {"now": now, "by": SYSTEM}


def _first_of_month(now: datetime) -> datetime:
    """The morning of the 1st."""
    return datetime.combine(local_month(now, SEOUL).first, time(9), SEOUL)
