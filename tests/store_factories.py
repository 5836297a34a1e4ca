"""Factories of people, stores and menus; tests import them from tests.factories."""

from copy import copy
from datetime import timedelta
from decimal import Decimal
from functools import cache

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Address, Role, User
from stores.access import MemberRole
from stores.models import (
    Category,
    Invitation,
    Member,
    MenuSection,
    Option,
    OptionGroup,
    Product,
    Store,
)

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    phone = "010-1234-5678"
    password = factory.django.Password(PASSWORD)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    label = "Home"
    line = "서울특별시 종로구 세종대로 175"
    latitude, longitude = 37.5725, 126.9769


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug, name, name_ko, emoji = "korean", "Korean", "한식", "🍚"


@cache
def korean():
    """One of the initial rows, the same in all tests of a process."""
    return CategoryFactory()


class StoreFactory(DjangoModelFactory):
    class Meta:
        model = Store

    owner = factory.SubFactory(UserFactory, role=Role.OWNER)
    category = factory.LazyFunction(lambda: copy(korean()))
    name = factory.Sequence(lambda n: f"Store {n}")
    slug = factory.Sequence(lambda n: f"store-{n}")
    line = "서울특별시 종로구 율곡로2길 29-1"
    latitude, longitude = 37.5759, 126.9812
    delivery_fee = Decimal(3000)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    store = factory.SubFactory(StoreFactory)
    user = factory.SubFactory(UserFactory)
    role = MemberRole.STAFF


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    store = factory.SubFactory(StoreFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    role = MemberRole.STAFF
    invited_by = factory.SelfAttribute("store.owner")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class MenuSectionFactory(DjangoModelFactory):
    class Meta:
        model = MenuSection

    store = factory.SubFactory(StoreFactory)
    name = "Menu"


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    class Params:
        store = factory.SubFactory(StoreFactory)

    section = factory.SubFactory(MenuSectionFactory, store=factory.SelfAttribute("..store"))
    name = factory.Sequence(lambda n: f"Product {n}")
    price = Decimal(9000)


class ListedStoreFactory(StoreFactory):
    """A listed store: it has a product."""

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def menu(self, create, extracted, **fields):
        ProductFactory(store=self, **fields)


class OptionGroupFactory(DjangoModelFactory):
    class Meta:
        model = OptionGroup

    product = factory.SubFactory(ProductFactory)
    name = "Size"
    min_choices, max_choices = 1, 1


class OptionFactory(DjangoModelFactory):
    class Meta:
        model = Option

    group = factory.SubFactory(OptionGroupFactory)
    name = factory.Sequence(lambda n: f"Option {n}")
