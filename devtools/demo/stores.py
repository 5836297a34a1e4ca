"""The stores of the demo: made-up names in real neighbourhoods, with plausible menus."""

import csv
from datetime import time
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path

from django.core.files.base import ContentFile
from faker import Faker

from accounts.models import User
from devtools.demo.pictures import dish_picture, table_picture
from stores.categories import standard_category
from stores.models import MenuSection, OpeningHours, Option, OptionGroup, Product, Store
from stores.store_services import save_under_free_slug

DATA = Path(__file__).parent / "data"
HOURS = {
    "always": [],
    "day": [(time(10, 30), time(21, 0))],
    "early": [(time(5, 0), time(15, 0))],
    "evening": [(time(11, 30), time(14, 30)), (time(17, 0), time(22, 0))],
    "night": [(time(16, 0), time(2, 0))],
    "closed": [(time(17, 0), time(0, 0))],
}


def load_stores(owner: User) -> list[Store]:
    """Make every store of stores.csv with its hours, menu and pictures."""
    fake = Faker("ko_KR")
    fake.seed_instance(20)
    return [_make_store(row, owner, number, fake) for number, row in enumerate(_rows("stores"))]


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _make_store(row: dict[str, str], owner: User, number: int, fake: Faker) -> Store:
    dishes = [dish for dish in _rows("dishes") if dish["menu"] == row["menu"]]
    store = Store(
        owner=owner,
        category=standard_category(row["category"]),
        name=row["name"],
        description=row["description"],
        phone=fake.numerify("02-0###-####"),  # no number in Seoul begins with 0
        line=row["address"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        currency=row["currency"],
        minimum_order=_price(row["minimum"], row["currency"]),
        delivery_fee=_price(row["fee"], row["currency"]),
        is_open=row["hours"] != "closed",
    )
    pictures = list(dict.fromkeys(dish["picture"] for dish in dishes))
    turn = sum(other["menu"] == row["menu"] for other in _rows("stores")[:number])
    pictures = pictures[turn:] + pictures[:turn]
    store.photo.save("store.webp", ContentFile(table_picture(pictures, number)), save=False)
    save_under_free_slug(store)
    _set_hours(store, HOURS[row["hours"]])
    _write_menu(store, dishes, fake)
    return store


def _price(won: str | int, currency: str) -> Decimal:
    """The menus are priced in won; a dollar is told as a thousand of them."""
    return Decimal(won) if currency == "KRW" else Decimal(won) / 1000


def _set_hours(store: Store, spans: list[tuple[time, time]]) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=weekday, opens=opens, closes=closes)
        for weekday in range(7)
        for opens, closes in spans
    )


def _write_menu(store: Store, dishes: list[dict[str, str]], fake: Faker) -> None:
    by_section = groupby(dishes, key=lambda dish: dish["section"])
    for position, (name, rows) in enumerate(by_section):
        section = MenuSection.objects.create(store=store, name=name, position=position)
        for place, row in enumerate(rows):
            product = _product(section, row, place, fake)
            _offer_choices(product, row["choices"])


def _product(section: MenuSection, row: dict[str, str], position: int, fake: Faker) -> Product:
    """Now and then one is sold out, or only a few are left; never a section's first."""
    luck = fake.random_int(1, 12) if position else 0
    product = Product(
        section=section,
        name=row["name"],
        description=row["description"],
        price=_price(int(row["price"]) + 500 * fake.random_int(-1, 1), section.store.currency),
        stock={1: 3, 2: 20}.get(luck),
        is_available=luck != 12,
        position=position,
    )
    product.photo.save("dish.webp", ContentFile(dish_picture(row["picture"])), save=True)
    return product


def _offer_choices(product: Product, kind: str) -> None:
    rows = [row for row in _rows("choices") if row["choices"] == kind]
    for position, (name, options) in enumerate(groupby(rows, key=lambda row: row["group"])):
        _offer_group(product, name, position, list(options))


def _offer_group(product: Product, name: str, position: int, rows: list[dict[str, str]]) -> None:
    group = OptionGroup.objects.create(
        product=product,
        name=name,
        min_choices=int(rows[0]["least"]),
        max_choices=int(rows[0]["most"]),
        position=position,
    )
    Option.objects.bulk_create(
        Option(
            group=group,
            name=row["option"],
            price_change=_price(row["price"], product.section.store.currency),
            position=place,
        )
        for place, row in enumerate(rows)
    )
