"""A store's partners: weeks of clicks and sales, one payout that was sent, and one application."""

from datetime import datetime, timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import User
from affiliates.attribution import attribute
from affiliates.bank_accounts import BankAccount
from affiliates.cookies import Visit
from affiliates.models import Click, Partner, PartnerCode, Programme
from affiliates.partners import Application, add_code, apply, set_payment_details
from affiliates.payouts import make_run
from affiliates.programmes import change_programme, set_profits
from core.lifecycle import move
from devtools.demo.orders import place_order, walk
from devtools.demo.people import add_neighbour
from stores.models import Product, Store

DAY = timedelta(days=1)
WEEKS_AGO = 45 * DAY
BOUGHT = ["pay", "accept", "prepare", "complete"]
PROFIT_PERCENT = 40
# Days ago on which somebody bought by the partner's link.
SALES = {"ANN-LUNCH": (44, 40, 37, 33, 27, 21, 16, 12, 8, 5, 3, 1), "HAN-EATS": (30, 18, 9, 2)}
TERMS = "음식 사진은 직접 찍은 것만 써 주세요.\nUse only photos that you took yourself."


def load_affiliates(people: dict[str, User], stores: list[Store]) -> None:
    """Of the first store that never closes: Ann and another partner, and a third who applied."""
    store = next(each for each in stores if not each.hours.exists() and each.currency == "KRW")
    now, owner = timezone.now(), people["owner"]
    programme = change_programme(store, {"is_on": True, "terms": TERMS, "basis": "profit"})
    products = Product.objects.filter(section__store=store)
    set_profits(store, {each.pk: each.price * PROFIT_PERCENT // 100 for each in products})
    ann = _partner(programme, people["customer"], "앤의 점심 Ann's lunches", owner, now)
    han = _partner(programme, add_neighbour(31), "Han eats Seoul", owner, now)
    apply(programme, add_neighbour(32), _application(programme, "늦은 밤 한 끼"), now - DAY)
    codes = [add_code(ann, "ANN-LUNCH"), add_code(han, "HAN-EATS")]
    account = BankAccount("Example Bank", "Ann Kim", "110-123-456789")
    set_payment_details(ann, account, "individual")
    buyers = [add_neighbour(number) for number in range(33, 37)]
    for code in codes:
        _clicks(code, now)
        for buyer, days in zip(cycle(buyers), SALES[code.code], strict=False):
            _sale(code, store, buyer, people["rider"], now - days * DAY)
    run = make_run(programme, by=owner, now=now - 10 * DAY)
    for verb in ("approve", "pay"):
        move(run, verb, by=owner, now=now - 10 * DAY)


def _application(programme: Programme, name: str) -> Application:
    channel = "https://channel.example/"
    return Application(name, channel, "Short videos of lunches", programme.terms_version)


def _partner(programme: Programme, user: User, name: str, owner: User, now: datetime) -> Partner:
    partner = apply(programme, user, _application(programme, name), now - WEEKS_AGO)
    move(partner, "approve", by=owner, now=now - WEEKS_AGO)
    return partner


def _clicks(code: PartnerCode, now: datetime) -> None:
    """More and more, with weekends: as many each day as its number says."""
    Click.objects.bulk_create(
        Click(code=code, visitor=f"demo-{code.pk}-{days}-{number}", at=now - days * DAY)
        for days in range(45)
        for number in range(2 + (45 - days) // 9 + (days * 5 + code.pk) % 4)
    )


def _sale(code: PartnerCode, store: Store, buyer: User, rider: User, at: datetime) -> None:
    order = place_order(buyer, store, "pickup", at)
    visit = Visit(code.pk, at - timedelta(hours=3), source="instagram", campaign="lunch")
    attribute(order, typed=None, came_by=code, visit=visit)
    walk(order, BOUGHT, rider, at)
