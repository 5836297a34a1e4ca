"""Campaigns in every state, people who claimed from them, and what some of these bought with it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.days import day_of
from core.lifecycle import move
from coupons.campaigns import CampaignValues, add_campaign
from coupons.claims import claim
from coupons.counter import redeem
from coupons.models import Audience, Benefit, Campaign, Coupon, PageView
from coupons.statistics.tasks import add_up_days
from devtools.demo.orders import place_order, walk
from devtools.demo.people import add_neighbour
from jobs.queue import enqueue
from recommendations.tasks import train_when_due
from stores.following import follow_store
from stores.models import Store

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CROWD = 24  # people who claim
BOUGHT = ["pay", "accept", "prepare", "complete"]
COUNTER_BILL = Decimal(24000)

AMOUNT = {"benefit": Benefit.AMOUNT, "amount": Decimal(3000), "minimum": Decimal(12000)}
PERCENT = {"benefit": Benefit.PERCENT, "percent": 20, "cap": Decimal(5000)}
FREE_DELIVERY = {"benefit": Benefit.DELIVERY}
FREE_PIECE = {"benefit": Benefit.PIECE, "cap": Decimal(6000), "minimum": Decimal(20000)}
FOR_A_MONTH = {"valid_days": 30}
FOR_A_WEEK = {"valid_days": 7}


@dataclass(frozen=True)
class DemoCampaign:
    """`opens` and `closes` are relative to now; `claims` people claimed, `used` of these bought with it.

    `store` is a position among the stores that never close, None for all stores; `moves` follow each other
    after it was added.
    """

    title: str
    terms: dict[str, Any]
    store: int | None
    opens: timedelta
    closes: timedelta | None = None
    total: int = 100
    claims: int = 0
    used: int = 0
    moves: tuple[str, ...] = ("publish",)
    fields: dict[str, Any] = field(default_factory=dict)


CAMPAIGNS = [
    DemoCampaign(
        "점심 3,000원 할인", AMOUNT | FOR_A_MONTH, 0, -20 * DAY, total=40, claims=18, used=8
    ),
    DemoCampaign(
        "Burger week: 20 % off",
        PERCENT | FOR_A_WEEK,
        1,
        -6 * DAY,
        20 * HOUR,
        total=30,
        claims=14,
        used=4,
    ),
    DemoCampaign(
        "배달비는 주문이 냅니다",
        FREE_DELIVERY | FOR_A_MONTH | {"platform_percent": 100},
        None,
        -10 * DAY,
        total=200,
        claims=12,
        used=4,
    ),
    DemoCampaign(
        "단골에게 떡볶이 한 접시",
        FREE_PIECE | FOR_A_MONTH,
        2,
        -3 * DAY,
        10 * DAY,
        total=20,
        claims=5,
        fields={"audience": Audience.FOLLOWERS},
    ),
    DemoCampaign(
        "Neighbours' code: 3,000 off",
        AMOUNT | FOR_A_MONTH,
        3,
        -2 * DAY,
        total=50,
        claims=3,
        fields={"audience": Audience.CODE, "secret_code": "KIMCHI-24"},
    ),
    DemoCampaign(
        "내일 열려요: 5,000원 할인", AMOUNT | {"amount": Decimal(5000)} | FOR_A_WEEK, 4, 1 * DAY
    ),
    DemoCampaign(
        "오픈 기념 반값",
        PERCENT | {"percent": 50} | FOR_A_WEEK,
        3,
        -5 * DAY,
        total=10,
        claims=10,
        used=3,
    ),
    DemoCampaign(
        "첫 주문 2,000원",
        AMOUNT | {"amount": Decimal(2000), "first_order_only": True} | FOR_A_MONTH,
        5,
        -1 * DAY,
    ),
    DemoCampaign(
        "여름 끝 할인", PERCENT | FOR_A_WEEK, 0, -15 * DAY, -9 * DAY, total=25, claims=9, used=4
    ),
    DemoCampaign(
        "Rainy days", AMOUNT | FOR_A_WEEK, 1, -8 * DAY, claims=4, moves=("publish", "pause")
    ),
    DemoCampaign(
        "수능 응원 쿠폰",
        AMOUNT | FOR_A_WEEK,
        2,
        -12 * DAY,
        claims=6,
        used=2,
        moves=("publish", "close"),
    ),
    DemoCampaign("겨울 메뉴 준비 중", PERCENT | FOR_A_MONTH, 0, 7 * DAY, moves=()),
]


def load_coupons(people: dict[str, User], stores: list[Store]) -> None:
    """Ann has one that ends soon, a used, a reserved and an expired one; others claimed before her."""
    now = timezone.now()
    always_open = [
        store for store in stores if not store.hours.exists() and store.currency == "KRW"
    ]
    crowd = [add_neighbour(number) for number in range(1, CROWD + 1)]
    for user, store in zip(crowd, cycle(always_open[:4]), strict=False):
        follow_store(store, user, now - 30 * DAY)
    campaigns = {each.title: _campaign(each, people, always_open, crowd, now) for each in CAMPAIGNS}
    _ann(people["customer"], list(campaigns.values()), always_open, now)
    _views(list(campaigns.values()), now)
    enqueue(add_up_days)
    enqueue(train_when_due)


def _views(campaigns: list[Campaign], now: datetime) -> None:
    """Some more people looked at each coupon, on each day that it could be claimed, than claimed it."""
    PageView.objects.bulk_create(
        PageView(day=day_of(now) - days * DAY, campaign=campaign, visitor=visitor)
        for campaign in campaigns
        for days in range(max(0, (now - campaign.opens_at).days) + 1)
        if campaign.opens_at <= now
        for visitor in range(2 + (campaign.pk + days) % 5)
    )


def _campaign(
    demo: DemoCampaign,
    people: dict[str, User],
    stores: list[Store],
    crowd: list[User],
    now: datetime,
) -> Campaign:
    """Added a day before it opens, then claimed and used in the time since."""
    store = None if demo.store is None else stores[demo.store]
    by = people["admin"] if store is None else people["owner"]
    campaign = Campaign(store=store, currency="KRW")
    opens_at, added_at = now + demo.opens, min(now, now + demo.opens) - DAY
    closes_at = None if demo.closes is None else now + demo.closes
    fields = {
        "title": demo.title,
        "total": demo.total,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
    add_campaign(campaign, CampaignValues(fields | demo.fields, demo.terms), by=by, now=added_at)
    for verb in demo.moves[:1]:
        move(campaign, verb, by=by, now=added_at)
    open_for = min(now, closes_at or now) - opens_at
    for place in range(demo.claims):
        at = opens_at + open_for * (place + 1) / (demo.claims + 1)
        coupon = _claim(campaign, crowd[place], at)
        if place < demo.used:
            _buy(coupon, store or stores[place % 3], people["rider"], min(at + 5 * HOUR, now))
    for verb in demo.moves[1:]:
        move(campaign, verb, by=by, now=now - DAY)
    return campaign


def _claim(campaign: Campaign, user: User, at: datetime) -> Coupon:
    follow = campaign.audience == Audience.FOLLOWERS
    return claim(
        campaign, user, press=uuid.uuid4(), code=campaign.secret_code, follow=follow, now=at
    )


def _buy(coupon: Coupon, store: Store, rider: User, at: datetime) -> None:
    fulfilment = "delivery" if coupon.terms.benefit == Benefit.DELIVERY else "pickup"
    steps = [*BOUGHT[:-1], "dispatch", "complete"] if fulfilment == "delivery" else BOUGHT
    order = place_order(coupon.customer, store, fulfilment, at, [coupon])
    walk(order, steps, rider, at)


def _ann(ann: User, campaigns: list[Campaign], stores: list[Store], now: datetime) -> None:
    lunch, burgers, delivery, *_others = campaigns
    ended = campaigns[8]
    _claim(ended, ann, ended.opens_at + 2 * DAY)  # expired since
    _claim(burgers, ann, now - 5 * DAY)
    order = place_order(
        ann, stores[1], "delivery", now - HOUR / 30, [_claim(delivery, ann, now - 3 * DAY)]
    )
    assert order.coupons.exists()  # reserved: it is yet to be paid
    used = _claim(lunch, ann, now - 4 * DAY)
    redeem(stores[0], used.code, COUNTER_BILL, by=stores[0].owner, now=now - 2 * DAY)
