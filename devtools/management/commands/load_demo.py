"""manage.py load_demo"""

from decimal import Decimal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Address, Role, User
from delivery.models import WorkingArea
from delivery.shifts import change_shift, rider_of, save_area
from devtools.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from devtools.demo.orders import load_orders
from devtools.demo.stores import load_stores

PLACES = [
    ("집 Home", "03170", "서울특별시 종로구 사직로8길 20", "101동 1203호", 37.5737, 126.9716),
    ("회사 Work", "04547", "서울특별시 중구 을지로 100", "8층", 37.5664, 126.9904),
]
AREAS = [
    ("도심 Downtown", "서울특별시 종로구 종로 1", 37.5702, 126.9831, 10),
    ("강남 Gangnam", "서울특별시 강남구 강남대로 396", 37.4979, 127.0276, 3),
]


class Command(BaseCommand):
    help = "Load the people, stores and orders of the demo, once; only where DEBUG is on."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("The demo has known passwords: it is loaded only where DEBUG=1.")
        if User.objects.filter(email=DEMO_ACCOUNTS[0][1]).exists():
            self.stdout.write("The demo data is there already.")
            return
        with transaction.atomic():  # all or nothing, so that a second run never meets a half
            people = {role: add_person(role, email, name) for role, email, name in DEMO_ACCOUNTS}
            add_places(people["customer"])
            stores = load_stores(people["owner"])
            start_shift(people["rider"])
            load_orders(people["customer"], people["rider"], stores)
        self.stdout.write(f"The demo has {len(stores)} stores and {len(people)} people.")


def add_person(role: str, email: str, name: str) -> User:
    fields = {"name": name, "phone": "010-0000-0000"}
    if role == "admin":
        return User.objects.create_superuser(email, DEMO_PASSWORD, **fields)
    return User.objects.create_user(email, DEMO_PASSWORD, role=Role(role), **fields)


def start_shift(user: User) -> None:
    rider = rider_of(user)
    for label, line, latitude, longitude, kilometres in AREAS:
        save_area(
            WorkingArea(
                rider=rider,
                label=label,
                line=line,
                latitude=latitude,
                longitude=longitude,
                radius_km=Decimal(kilometres),
            )
        )
    change_shift(rider, True)


def add_places(customer: User) -> None:
    for number, (label, postcode, line, detail, latitude, longitude) in enumerate(PLACES):
        Address.objects.create(
            user=customer,
            label=label,
            postcode=postcode,
            line=line,
            detail=detail,
            latitude=latitude,
            longitude=longitude,
            is_default=number == 0,
        )
