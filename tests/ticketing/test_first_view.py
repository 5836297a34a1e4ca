"""The first view of a large hall: few bytes, and nothing that is read again for each reader."""

import gzip
from pathlib import Path

from django.contrib.staticfiles.finders import find

from tests.ticketing.factories import make_category, make_date, make_event
from ticketing.plans.services import add_plan
from ticketing.seating.samples import SAMPLES

LARGEST = 120_000  # bytes transferred
SCRIPTS = (
    "js/seat_plan.js",
    "js/seat_states.js",
    "js/seat_view.js",
    "js/seat_map.js",
    "js/event_date.js",
)


def test_4900_seats_are_few_bytes(store, client, django_assert_num_queries):
    plan = add_plan(store, SAMPLES["arena"].document())
    event = make_event(store)
    for name in plan.seats.order_by().values_list("category", flat=True).distinct():
        make_category(event, name)
    date = make_date(event, plan_version=plan.newest)

    page = client.get(date.get_absolute_url())
    geometry = client.get(page.context["geometry_url"], headers={"Accept-Encoding": "gzip"})
    with django_assert_num_queries(0):  # of the next reader
        client.get(page.context["geometry_url"])

    assert len(page.context["seat_data"]["states"]) == 4_900
    files = [find(name) for name in (*SCRIPTS, "css/seat_map.css", "css/event_pages.css")]
    sizes = [len(gzip.compress(Path(name).read_bytes())) for name in files]
    assert len(gzip.compress(page.content)) + len(geometry.content) + sum(sizes) <= LARGEST
    assert b"data-seat=" not in page.content  # a section's seats are listed once it is opened
    section = client.get(date.get_absolute_url() + page.context["sections"][1].query)
    assert section.content.count(b'type="checkbox"') == 120
