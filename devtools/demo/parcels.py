"""A store that only sends parcels, and orders of it in each state."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from core.lifecycle import move
from devtools.demo.orders import order_cart, walk
from devtools.demo.tea_pictures import cup, leaves, slope, table
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from shipping.models import Carrier, ProductWeight
from shipping.packing import pack
from shipping.services import dispatch, send
from shipping.settings import switch_shipping, use_template
from stores.categories import standard_category
from stores.menu.edit import append
from stores.models import MenuSection, Product, Store
from stores.store_services import save_under_free_slug

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ON_SALE = 60 * DAY
NAME = "하동찻집 Hadong Tea"
# Name, price, weight in grams and stock of each product.
TEAS = [
    ("우전 녹차 First-flush green tea, 40 g", 28000, 120, 60),
    ("세작 녹차 Green tea, 80 g", 22000, 180, 90),
    ("백자 다관 White porcelain teapot", 54000, 900, 7),
]
FREE_FROM = Decimal(50000)  # within Korea


def load_parcels(people: dict[str, User]) -> Store:
    """Ann's orders: new, half sent, on its way, and received."""
    store, ann, rider = _store(people["owner"]), people["customer"], people["rider"]
    now, cj = timezone.now(), Carrier.objects.get(code="cj")
    _bought(store, ann, rider, now - 2 * HOUR)
    half = _bought(store, ann, rider, now - DAY)
    first = pack(half, {half.lines.first().pk: 1}, by=store.owner, now=now - 20 * HOUR)  # type: ignore[union-attr]
    number = {"carrier": cj, "tracking_number": "5811-2044-7716"}
    dispatch(first, by=store.owner, now=now - 19 * HOUR, **number)
    sent = _bought(store, ann, rider, now - 2 * DAY)
    send(sent, by=store.owner, now=now - 40 * HOUR, carrier=cj, tracking_number="5811-2044-7705")
    received = _bought(store, ann, rider, now - 6 * DAY)
    parcel = send(
        received, by=store.owner, now=now - 5 * DAY, carrier=cj, tracking_number="5811-2044-7690"
    )
    move(parcel, "deliver", by=ann, now=now - 3 * DAY)
    return store


def _store(owner: User) -> Store:
    store = Store(
        owner=owner,
        category=standard_category("cafe"),
        name=NAME,
        description="지리산 자락에서 딴 차를 보내 드려요. Tea from the foot of Jirisan, by parcel.",
        phone="02-0555-0188",
        line="경상남도 하동군 화개면 쌍계로 571",
        latitude=35.2316,
        longitude=127.6464,
        currency="KRW",
    )
    store.photo.save("store.webp", ContentFile(slope()), save=False)
    save_under_free_slug(store)
    section = MenuSection(store=store, name="차 Tea")
    append(section)
    for (name, price, grams, stock), picture in zip(TEAS, (leaves, cup, table), strict=True):
        product = Product(section=section, name=name, price=Decimal(price), stock=stock)
        product.photo.save("tea.webp", ContentFile(picture()), save=False)
        append(product, by=owner, now=timezone.now() - ON_SALE)
        ProductWeight.objects.create(product=product, grams=grams)
    use_template(store, "ko")
    store.zones.filter(position=0).update(free_from=FREE_FROM)
    switch_shipping(store, is_on=True)
    store.offers_delivery = store.offers_pickup = False
    store.save(update_fields=["offers_delivery", "offers_pickup"])
    return store


def _bought(store: Store, buyer: User, rider: User, now: datetime) -> Order:
    """Two of the cheapest tea, one of the other."""
    for product, pieces in zip(
        Product.objects.filter(section__store=store).order_by("price"), (2, 1), strict=False
    ):
        cart = add_to_cart(CartOwner(user=buyer), product, [], pieces)
    order = order_cart(cart, buyer, "shipping", now)
    walk(order, ["pay"], rider, now)
    return order
