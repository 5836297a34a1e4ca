"""Events of a small hall: with seats, sold out, on sale soon, and over."""

import uuid
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from core.lifecycle import move, start
from devtools.demo.orders import walk
from devtools.demo.people import add_neighbour
from devtools.demo.posters import POSTERS
from devtools.demo.visitors import let_in, load_views, return_ticket, wait
from orders.carts import CartOwner
from orders.models import Order
from orders.placing import Contact, place
from orders.quotes import quote
from stores.categories import standard_category
from stores.menu.edit import append
from stores.models import MenuSection, Product, Store
from stores.store_services import save_under_free_slug
from ticketing.baskets import HeldPlaces
from ticketing.dates.places import open_date
from ticketing.dates.pricing_grid import add_missing_categories
from ticketing.events import EventAdded
from ticketing.holds.services import take
from ticketing.models import Artist, Category, Event, EventDate, PlanVersion, TicketType, Venue
from ticketing.news import add_news
from ticketing.plans.services import add_plan
from ticketing.seating.samples import SAMPLES

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENING, SALE = time(19, 30), time(20)
EARLIER = [number * 5 % 12 * HOUR for number in range(9)]  # so that orders come at all hours
NAME = "달빛 소극장 Moonlight Hall"
ADDRESS = "서울특별시 종로구 대학로10길 11"
PRICES = {"R": (66_000, 40_000), "S": (44_000, 28_000)}  # won, of adults and children
RULES = {"give_back_until": 48, "give_back_fee_percent": 10}


def load_events(people: dict[str, User]) -> list[Event]:
    """Ann has tickets for the concert and for the sold-out night, and was at the one that is over."""
    owner, ann, now = people["owner"], people["customer"], timezone.now()
    store = _store(owner)
    venue = Venue.objects.create(name=NAME, address=ADDRESS, latitude=37.5811, longitude=127.0027)
    plan = add_plan(store, SAMPLES["theatre"].document(), now=now - 60 * DAY)
    version = plan.versions.get()
    neighbours = [add_neighbour(number) for number in range(51, 59)]
    return [
        _concert(store, venue, version, [ann, *neighbours], now),
        _club_night(store, venue, [ann, *neighbours], now),
        _puppets(store, venue, version, now),
        _past(store, venue, [ann, *neighbours[:4]], now),
    ]


def _concert(
    store: Store, venue: Venue, version: PlanVersion, buyers: list[User], now: datetime
) -> Event:
    event = _event(
        store,
        venue,
        "겨울밤의 재즈 Jazz on a winter night",
        "jazz",
        "**세 사람의 밤**\n피아노, 베이스, 색소폰. Piano, bass and a saxophone, by lamplight.",
        age_note="8세 이상 8 and over",
        artists=[_artist("정류장 트리오 Jeongnyujang Trio", ["JRJ Trio", "ㅈㄹㅈ"])],
        **RULES,
    )
    for category, (adult, child) in zip(
        add_missing_categories(event, version), PRICES.values(), strict=True
    ):
        _type(category, "성인 Adult", adult)
        _type(category, "어린이 Child", child)
    dates = [
        open_date(event, **_times(now + days * DAY), plan_version=version) for days in (20, 21)
    ]
    move(event, "publish", by=store.owner, now=now - 14 * DAY)
    for number, buyer in enumerate(buyers):
        seats = dates[0].places.filter(
            category__name="RS"[number % 2], state="free", is_blocked=False
        )
        first = number * 5
        chosen = list(seats.order_by("seat__position")[first : first + 2 + number % 2])
        order = _buy(dates[0], buyer, chosen, now - (13 - number) * DAY - EARLIER[number])
    return_ticket(order.tickets.first(), now - DAY)
    load_views(event, now - 13 * DAY)
    title, text = "사인회 Signing", "공연이 끝난 뒤 로비에서. In the foyer, after the concert."
    add_news(event, title, text, by=store.owner, now=now - 2 * DAY, is_pinned=True)
    return event


def _club_night(store: Store, venue: Venue, people: list[User], now: datetime) -> Event:
    """Standing, and sold out: the last two wait."""
    event = _event(
        store,
        venue,
        "골목 밴드 한마당 Alley band night",
        "band",
        "다섯 팀이 이어서 연주해요. Five bands, one after the other. Standing only.",
        artists=[
            _artist("연남동 사람들 Yeonnam People", []),
            _artist("푸른 저녁 Blue Evening", []),
        ],
        max_per_person=4,
        asks_names=True,
        **RULES,
    )
    floor = Category.objects.create(event=event, name="스탠딩 Standing", capacity=14)
    _type(floor, "조기 예매 Early bird", 22_000, phase="조기 예매 Early", closes_at=now - 8 * DAY)
    _type(floor, "일반 Regular", 30_000, position=1)
    date = open_date(event, **_times(now + 9 * DAY))
    move(event, "publish", by=store.owner, now=now - 12 * DAY)
    for number, buyer in enumerate(people[:-2]):
        at = now - (11 - number) * DAY - EARLIER[number]
        free = list(date.places.filter(state="free").order_by("pk")[:2])
        _buy(date, buyer, free, at)
    load_views(event, now - 11 * DAY)
    wait(date, people[-2:], now - 2 * DAY)
    return event


def _puppets(store: Store, venue: Venue, version: PlanVersion, now: datetime) -> Event:
    """With a countdown: people may be reminded when it goes on sale."""
    event = _event(
        store,
        venue,
        "여우와 토끼 The Fox and the Hare",
        "puppets",
        "줄 인형극, 50분. A play with string puppets, 50 minutes, hardly any words.",
        age_note="모두 All ages",
    )
    for category, (adult, child) in zip(
        add_missing_categories(event, version), PRICES.values(), strict=True
    ):
        _type(category, "모두 Everybody", child if category.name == "S" else adult)
    opens = {"sale_opens_at": _at(SALE, now + 3 * DAY)}
    open_date(event, **_times(now + 40 * DAY), plan_version=version, **opens)
    move(event, "publish", by=store.owner, now=now - DAY)
    return event


def _past(store: Store, venue: Venue, buyers: list[User], now: datetime) -> Event:
    event = _event(
        store,
        venue,
        "가을 낭독회 An autumn reading",
        "jazz",
        "시인 두 사람이 읽고 이야기해요. Two poets read and talk.",
    )
    floor = Category.objects.create(event=event, name="자유석 Open seating", capacity=40)
    _type(floor, "일반 Regular", 15_000)
    date = open_date(event, **_times(now - 10 * DAY))
    move(event, "publish", by=store.owner, now=now - 40 * DAY)
    for number, buyer in enumerate(buyers):
        free = list(date.places.filter(state="free").order_by("pk")[: 2 + number % 3])
        _buy(date, buyer, free, now - (30 - number) * DAY - EARLIER[number])
    load_views(event, now - 30 * DAY)
    let_in(date, by=store.owner)
    return event


def _store(owner: User) -> Store:
    store = Store(
        owner=owner,
        category=standard_category("cafe"),
        name=NAME,
        description="공연과 낭독회, 그리고 커피. Concerts, readings and coffee.",
        phone="02-0555-0199",
        line=ADDRESS,
        latitude=37.5811,
        longitude=127.0027,
        currency="KRW",
        offers_delivery=False,
        offers_tickets=True,
    )
    store.photo.save("store.webp", ContentFile(POSTERS["band"]()), save=False)
    save_under_free_slug(store)
    section = MenuSection(store=store, name="음료 Drinks")
    append(section)
    for name, price in (("따뜻한 커피 Coffee", 4500), ("유자차 Yuja tea", 5500)):
        append(Product(section=section, name=name, price=Decimal(price)), by=owner)
    return store


def _event(
    store: Store,
    venue: Venue,
    title: str,
    poster: str,
    description: str,
    artists: list[Artist] | None = None,
    **fields: Any,
) -> Event:
    event = Event(store=store, venue=venue, title=title, description=description, **fields)
    event.poster.save("poster.webp", ContentFile(POSTERS[poster]()), save=False)
    event.save()
    event.artists.set(artists or [])
    start(event, by=store.owner, event=EventAdded)
    return event


def _artist(name: str, aliases: list[str]) -> Artist:
    return Artist.objects.create(name=name, aliases=aliases)


def _type(category: Category, name: str, price: int, **fields: Any) -> TicketType:
    return TicketType.objects.create(category=category, name=name, price=Decimal(price), **fields)


def _times(day: datetime) -> dict[str, datetime]:
    begins = _at(EVENING, day)
    return {"doors_at": begins - HOUR / 2, "begins_at": begins}


def _at(hour: time, day: datetime) -> datetime:
    return datetime.combine(timezone.localdate(day), hour, timezone.get_default_timezone())


def _buy(date: EventDate, buyer: User, places: list[Any], at: datetime) -> Order:
    """The cheapest type for the last place, the dearest for the others."""
    owner = CartOwner(user=buyer)
    types = [
        type_
        for type_ in TicketType.objects.filter(category=places[0].category_id).order_by("-price")
        if type_.is_open(at)
    ]
    wanted = [(each.pk, types[0]) for each in places[:-1]] + [(places[-1].pk, types[-1])]
    basket = HeldPlaces(take(date, owner, wanted, now=at))
    basket.load()
    contact = Contact(name=buyer.name, email=buyer.email, phone=buyer.phone)
    order, _is_new = place(
        basket,
        owner,
        fulfilment="ticket",
        contact=contact,
        fingerprint=quote(basket, "ticket", at, owner).fingerprint,
        checkout_token=uuid.uuid4(),
        now=at,
    )
    walk(order, ["pay"], buyer, at)
    return order
