"""A store with counted products: one that is sold out and waited for, one that became cheaper lately."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from stores.menu.edit import append, change_product
from stores.models import MenuSection, Product, StockCause, Store
from stores.restocks import ask_as_user
from stores.services import add_stock
from stores.stock import StockReason

WEEK = timedelta(days=7)


def load_stock(people: Mapping[str, User], stores: Sequence[Store]) -> None:
    owner, now = people["owner"], timezone.now()
    store = next(each for each in stores if each.currency == "KRW")
    section = MenuSection(store=store, name="선물 Gifts")
    append(section)

    def product(name: str, price: int, stock: int, most: int | None = None) -> Product:
        row = Product(
            section=section, name=name, price=Decimal(price), stock=stock, max_per_order=most
        )
        append(row, by=owner, now=now - 8 * WEEK)
        return row

    box = product("선물 세트 Gift box", 32000, 40, most=5)
    box.price = Decimal(27000)
    change_product(box, ["price"], by=owner, now=now - WEEK)
    for cause, change, note in (
        (StockCause.DAMAGED, -3, "Box 4 fell"),
        (StockCause.DELIVERY, 20, ""),
        (StockCause.COUNTED, -1, ""),
    ):
        add_stock(box, change, StockReason(cause, note=note, by=owner, at=now - WEEK))
    tea = product("찻잔 Teacup", 18000, 2)
    add_stock(tea, -2, StockReason(StockCause.DAMAGED, by=owner, at=now - WEEK))
    ask_as_user(tea, people["customer"], store.get_absolute_url(), now)
