"""Riders on shift in one neighbourhood, and orders of its stores that need one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Role, User
from bench.data import Customer, sign_in, stores_of
from core.actors import SYSTEM
from core.lifecycle import move
from delivery.models import Rider, WorkingArea
from devtools.orders import place_cart
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from orders.placing import Contact
from stores.models import MenuSection, Product, Store

HERE = {"latitude": 37.57, "longitude": 126.98}
BUYERS = 20
AROUND = 0.07  # degrees: wider than the area of the stores, so that those at the edge are near enough riders


@dataclass(frozen=True)
class Someone:
    """A signed-in person."""

    pk: int
    cookies: dict[str, str]


@dataclass(frozen=True)
class Town:
    owner: Someone
    riders: list[Someone]
    products: list[Product]
    buyers: list[User]

    def orders(self, count: int) -> list[str]:
        """The numbers of so many new orders, paid and accepted by their stores."""
        return [self._accepted(number).number for number in range(count)]

    def place(self, number: int) -> Order:
        """An unpaid order; the numbers rotate through the buyers and the stores."""
        product = self.products[number % len(self.products)]
        buyer, now = self.buyers[number % len(self.buyers)], timezone.now()
        cart = add_to_cart(CartOwner(user=buyer), product, [], 1)
        return place_cart(
            cart,
            CartOwner(user=buyer),
            fulfilment="delivery",
            contact=Contact(
                "Ann", buyer.email, "010-1234-5678", address="서울 종로구 세종대로 175"
            ),
            now=now,
        )

    def _accepted(self, number: int) -> Order:
        order = self.place(number)
        move(order, "pay", by=SYSTEM)
        move(order, "accept", by=order.store.owner, minutes=20)
        return order


def load(riders: int) -> Town:
    random.seed(1)
    owner = User.objects.create_user("owner@bench.example", role=Role.OWNER, name="Bea")
    buyers = User.objects.bulk_create(
        User(email=f"ann{n}@bench.example", name="Ann", phone="010-1234-5678", password="!")
        for n in range(BUYERS)
    )
    return Town(_someone(owner), list(_riders(riders)), _products(stores_of(owner)), buyers)


def _riders(count: int) -> Iterator[Someone]:
    users = User.objects.bulk_create(
        User(email=f"cy{n}@bench.example", name=f"Cy {n}", role=Role.RIDER, password="!")
        for n in range(count)
    )
    Rider.objects.bulk_create(Rider(user=user, is_on_shift=True) for user in users)
    WorkingArea.objects.bulk_create(
        WorkingArea(
            rider_id=user.pk,
            label="Jongno",
            line="서울특별시 종로구 종로 1",
            radius_km=15,
            is_active=True,
            # Each starts at another corner, so that not all see the same offers first.
            **{name: degrees + random.uniform(-AROUND, AROUND) for name, degrees in HERE.items()},
        )
        for user in users
    )
    return map(_someone, users)


def _products(stores: list[Store]) -> list[Product]:
    sections = MenuSection.objects.bulk_create(
        MenuSection(store=store, name="Menu") for store in stores
    )
    Product.objects.bulk_create(
        Product(section=section, name="비빔밥", price=9000) for section in sections
    )
    return list(Product.objects.select_related("section__store__owner"))


def _someone(user: User) -> Someone:
    signed_in: Customer = sign_in(user)
    return Someone(user.pk, signed_in.cookies)
