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
from devtools.demo.orders import order_cart, walk
from devtools.demo.people import add_neighbour
from orders.carts import CartOwner, add_to_cart
from shipping.models import Carrier
from shipping.services import send
from stores.models import Product, Store

DAY = timedelta(days=1)
WEEKS_AGO = 45 * DAY
PROFIT_PERCENT = 40
# Days ago on which somebody bought by the partner's link.
SALES = {"ANN-TEA": (44, 40, 37, 33, 27, 21, 16, 12, 8, 5, 3, 1), "HAN-TEA": (30, 18, 9, 2)}
POST_NUMBERS = 6_891_100_000_000  # of parcels
TERMS = "차 사진은 직접 찍은 것만 써 주세요.\nUse only photos that you took yourself."


def load_affiliates(people: dict[str, User], store: Store) -> None:
    """Ann and another partner of the store that sends parcels, and a third who applied."""
    now, owner = timezone.now(), people["owner"]
    programme = change_programme(store, {"is_on": True, "terms": TERMS, "basis": "profit"})
    products = Product.objects.filter(section__store=store)
    set_profits(store, {each.pk: each.price * PROFIT_PERCENT // 100 for each in products})
    ann = _partner(programme, people["customer"], "앤의 찻자리 Ann's teas", owner, now)
    han = _partner(programme, add_neighbour(31), "Han drinks tea", owner, now)
    apply(programme, add_neighbour(32), _application(programme, "느린 오후"), now - DAY)
    codes = [add_code(ann, "ANN-TEA"), add_code(han, "HAN-TEA")]
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
    return Application(name, channel, "Short videos of tea", programme.terms_version)


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
    """Two of the cheapest tea; received two days later, if these are over."""
    tea = Product.objects.filter(section__store=store).order_by("price", "pk")[0]
    cart = add_to_cart(CartOwner(user=buyer), tea, [], 2)
    order = order_cart(cart, buyer, "shipping", at)
    visit = Visit(code.pk, at - timedelta(hours=3), source="instagram", campaign="tea")
    attribute(order, typed=None, came_by=code, visit=visit)
    walk(order, ["pay"], rider, at)
    post, number = Carrier.objects.get(code="korea-post"), f"{POST_NUMBERS + order.pk}"
    if at + 2 * DAY < timezone.now():
        parcel = send(order, by=store.owner, now=at + DAY, carrier=post, tracking_number=number)
        move(parcel, "deliver", by=buyer, now=at + 2 * DAY)
