"""Dates with places on sale, and what the database says of them afterwards."""

import itertools
import random
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.db import connection

from bench.client import Browser
from stores.models import Store
from tests.factories import StoreFactory
from tests.ticketing.factories import make_category, make_date, make_event, make_plan
from ticketing.models import EventDate, TicketType
from ticketing.plans.services import add_plan
from ticketing.seating.samples import SAMPLES

PATIENCE = 300  # seconds until a buyer gives up
LAPSE = """
UPDATE ticketing_place p SET until = clock_timestamp() FROM ticketing_hold h
WHERE h.id = p.hold_id AND h.token = %s AND p.state = 'held'
"""
FREE = """
UPDATE ticketing_place SET state = 'free', hold_id = NULL, until = NULL, type_id = NULL
WHERE date_id = %s AND state = 'held'
"""
DOUBLE = """
SELECT count(*) FROM (
  SELECT t.place_id FROM ticketing_ticket t WHERE t.date_id = %(date)s AND t.status IN ('valid', 'used')
  GROUP BY t.place_id HAVING count(*) > 1
) twice
"""
SOLD = """
SELECT (SELECT count(*) FROM ticketing_place WHERE date_id = %(date)s AND state = 'sold'),
  (SELECT count(DISTINCT place_id) FROM ticketing_ticket WHERE date_id = %(date)s AND status = 'valid'),
  (SELECT count(DISTINCT order_id) FROM ticketing_ticket t JOIN orders_order o ON o.id = t.order_id
    WHERE t.date_id = %(date)s AND t.status = 'valid' AND o.status = 'completed'),
  (SELECT count(*) FROM ticketing_place p JOIN ticketing_ticket t ON t.place_id = p.id AND t.status = 'valid'
    WHERE p.date_id = %(date)s AND (p.state <> 'sold' OR p.line_id <> t.line_id))
"""
_networks = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sold:
    """What the database says: places sold, places with a valid ticket, completed orders.

    Of what may not be it counts two kinds.
    """

    places: int
    tickets: int
    orders: int
    strays: int  # tickets of places that are not sold by their line
    twice: int  # places with two tickets that let in

    def wrong(self, name: str, wanted: int) -> list[str]:
        """A sentence unless exactly so many were sold, each once."""
        if (self.places, self.tickets, self.orders, self.strays, self.twice) == (
            *(wanted, wanted, wanted),
            *(0, 0),
        ):
            return []
        return [f"{name}: {self}, where {wanted} were due"]


@dataclass
class Hall:
    """One date; `type` is what its buyers choose."""

    date: EventDate
    type: TicketType
    is_numbered: bool
    port: int = 0

    @property
    def path(self) -> str:
        return str(self.date.get_absolute_url())

    @property
    def since_path(self) -> str:
        return f"{self.path}seats/"

    def browser(self) -> Browser:
        """Of a new visitor with a network of their own, as limits count it."""
        number = next(_networks)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return Browser(self.port, patience=PATIENCE, address=address)

    def csrf_token(self) -> str:
        """Of a cookie that any visitor may have."""
        with closing(self.browser()) as browser:
            browser.get(self.path)
            return browser.cookies["csrftoken"]

    def free_all(self) -> None:
        """Give up all holds."""
        with connection.cursor() as cursor:
            cursor.execute(FREE, [self.date.pk])

    def sold(self) -> Sold:
        with connection.cursor() as cursor:
            cursor.execute(SOLD, {"date": self.date.pk})
            row = cursor.fetchone()
            cursor.execute(DOUBLE, {"date": self.date.pk})
            return Sold(*row, *cursor.fetchone())


def lapse(token: str) -> None:
    """The hold ends now, as if its five minutes were over: only its `until` is moved."""
    with closing(new_session()) as session, session.cursor() as cursor:
        cursor.execute(LAPSE, [token])


def new_session() -> Any:
    session = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    session.autocommit = True
    return session


def store_of_events() -> Store:
    random.seed(1)
    return StoreFactory(name="Concerts of Seoul")


def seats(store: Store, rows: int, in_row: int) -> Hall:
    """Of one category."""
    event = make_event(store)
    category = make_category(event)
    date = make_date(event, plan_version=make_plan(store, rows, in_row, name=f"{rows} × {in_row}"))
    return Hall(date, category.types.get(), is_numbered=True)


def standing(store: Store, capacity: int) -> Hall:
    event = make_event(store)
    category = make_category(event, "Standing", capacity=capacity)
    return Hall(make_date(event), category.types.get(), is_numbered=False)


def arena(store: Store) -> Hall:
    """4,900 seats."""
    plan = add_plan(store, SAMPLES["arena"].document())
    event = make_event(store)
    names = plan.seats.order_by().values_list("category", flat=True).distinct()
    types = [make_category(event, name).types.get() for name in sorted(names)]
    return Hall(make_date(event, plan_version=plan.newest), types[0], is_numbered=True)
