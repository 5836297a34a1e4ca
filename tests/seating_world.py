"""What tests/site_map.py has of seating plans: one of Bea's store, which no date uses."""

from tests.ticketing.seating.plans import document
from ticketing.plans import add_plan


def make_seating_world(store):
    return add_plan(store, document())
