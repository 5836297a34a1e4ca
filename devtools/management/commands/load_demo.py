"""manage.py load_demo"""

from decimal import Decimal

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from delivery.models import WorkingArea
from delivery.shifts import change_shift, rider_of, save_area
from devtools.demo.accounts import DEMO_ACCOUNTS
from devtools.demo.affiliates import load_affiliates
from devtools.demo.billing import load_billing
from devtools.demo.coupons import load_coupons
from devtools.demo.events import load_events
from devtools.demo.orders import load_orders
from devtools.demo.pages import load_pages
from devtools.demo.parcels import load_parcels
from devtools.demo.people import PLACES, add_person, add_places
from devtools.demo.returns import load_returns
from devtools.demo.stock import load_stock
from devtools.demo.stores import load_stores

AREAS = [
    ("도심 Downtown", "서울특별시 종로구 종로 1", 37.5702, 126.9831, 10),
    ("강남 Gangnam", "서울특별시 강남구 강남대로 396", 37.4979, 127.0276, 3),
]


class Command(BaseCommand):
    help = "Load the people, stores, orders, pages and events of the demo, once; only where DEBUG is on."

    def add_arguments(self, parser):
        parser.add_argument("--migrate", action="store_true", help="migrate the database before")

    def handle(self, *args, migrate=False, **options):
        if not settings.DEBUG:
            raise CommandError("The demo has known passwords: it is loaded only where DEBUG=1.")
        if migrate:
            call_command("migrate", verbosity=0)
        if User.objects.filter(email=DEMO_ACCOUNTS[0][1]).exists():
            self.stdout.write("The demo data is there already.")
            return
        with transaction.atomic():  # all or nothing, so that a second run never meets a half
            people = {role: add_person(role, email, name) for role, email, name in DEMO_ACCOUNTS}
            add_places(people["customer"], PLACES)
            stores = load_stores(people["owner"])
            start_shift(people["rider"])
            load_orders(people["customer"], people["rider"], stores)
            load_coupons(people, stores)
            load_stock(people, stores)
            tea_store = load_parcels(people)
            load_affiliates(people, tea_store)
            load_returns(people, tea_store)
            load_pages(people, tea_store)
            load_events(people)
            load_billing(people)  # the last: its limits bind what owners add
        self.stdout.write(f"The demo has {len(stores)} stores and {len(people)} people.")


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
