"""A neighbourhood to measure in: stores with menus, and customers who are signed in."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string
from django.utils import timezone

from accounts.models import Address, Role, User
from core.actors import SYSTEM
from core.lifecycle import move
from devtools.orders import place_cart
from orders.carts import CartOwner, add_to_cart
from orders.placing import Contact
from stores.models import Category, MenuSection, Option, OptionGroup, Product, Store

STORES, SECTIONS, PRODUCTS = 300, 3, 8
CUSTOMERS = 240
ORDERS = 300  # of the first customer
CATEGORIES = ["Korean", "Chicken", "Pizza", "Chinese", "Japanese", "Snacks", "Cafe", "Dessert"]

sessions = import_module(settings.SESSION_ENGINE)


@dataclass(frozen=True)
class Customer:
    email: str
    cookies: dict[str, str]


@dataclass(frozen=True)
class Neighbourhood:
    slug: str
    product: int
    customers: list[Customer]


def load() -> Neighbourhood:
    random.seed(1)
    owner = User.objects.create_user("owner@bench.example", role=Role.OWNER, name="Bea")
    stores = stores_of(owner)
    _menus(stores)
    people = customers(CUSTOMERS)
    product = Product.objects.filter(option_groups=None, section__store=stores[0]).first()
    _orders(people[0], product)
    return Neighbourhood(stores[0].slug, product.pk, [sign_in(user) for user in people])


def stores_of(owner: User) -> list[Store]:
    categories = [
        Category.objects.get_or_create(slug=name.lower(), defaults={"name": name})[0]
        for name in CATEGORIES
    ]
    return Store.objects.bulk_create(
        Store(
            owner=owner,
            category=random.choice(categories),
            name=f"서울 식당 {number}",
            slug=f"seoul-{number}",
            line="서울특별시 종로구 세종대로 175",
            latitude=37.57 + random.uniform(-0.05, 0.05),
            longitude=126.98 + random.uniform(-0.05, 0.05),
            delivery_fee=Decimal(3000),
        )
        for number in range(STORES)
    )


def _menus(stores: list[Store]) -> None:
    sections = MenuSection.objects.bulk_create(
        MenuSection(store=store, name=f"Menu {position}", position=position)
        for store in stores
        for position in range(SECTIONS)
    )
    products = Product.objects.bulk_create(
        Product(section=section, name=f"비빔밥 {n}", price=Decimal(9000 + 500 * n), position=n)
        for section in sections
        for n in range(PRODUCTS)
    )
    groups = OptionGroup.objects.bulk_create(
        OptionGroup(product=product, name="Size", min_choices=1) for product in products[::4]
    )
    Option.objects.bulk_create(
        Option(group=group, name=name, price_change=Decimal(change))
        for group in groups
        for name, change in (("Regular", 0), ("Large", 2000))
    )


def customers(count: int) -> list[User]:
    """With an address each."""
    people = User.objects.bulk_create(
        User(email=f"ann{n}@bench.example", name=f"Ann {n}", phone="010-1234-5678", password="!")
        for n in range(count)
    )
    Address.objects.bulk_create(
        Address(
            user=user,
            label="Home",
            line="서울특별시 종로구 세종대로 175",
            latitude=37.5725,
            longitude=126.9769,
            is_default=True,
        )
        for user in people
    )
    return people


def sign_in(user: User) -> Customer:
    session = sessions.SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies = {"sessionid": session.session_key, "csrftoken": _get_new_csrf_string()}
    return Customer(user.email, cookies)


def _orders(customer: User, product: Product) -> None:
    """Orders in every state: placed, paid, and most of them completed."""
    contact = Contact(customer.name, customer.email, customer.phone, address="세종대로 175")
    product = Product.objects.select_related("section__store").get(pk=product.pk)
    now = timezone.now()
    for days in range(ORDERS, 0, -1):
        placed = now - timedelta(days=days)
        cart = add_to_cart(CartOwner(user=customer), product, [], 1 + days % 3)
        order = place_cart(
            cart,
            CartOwner(user=customer),
            fulfilment="pickup",
            contact=contact,
            now=placed,
        )
        move(order, "pay", by=SYSTEM, now=placed)
        if days > 3:
            owner = product.section.store.owner
            move(order, "accept", by=owner, now=placed, minutes=20)
            move(order, "prepare", by=owner, now=placed)
            move(order, "complete", by=owner, now=placed)
