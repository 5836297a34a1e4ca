"""The site with one more page: a form of seats to choose, as a customer's page has it."""

import json

from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from tests.ticketing.seating.plans import document, seat
from ticketing.seat_maps.legend import ListedSeat, legend_of, rows_of_section, sections_of
from ticketing.seating.geometry import geometry_of
from ticketing.seating.plan import plan_of

NOW = 1_790_000_000_000  # milliseconds
PAGE = """{% extends "base.html" %}
{% block head %}{% include "ticketing/_seat_head.html" %}{% endblock %}
{% block main %}<form class="seat-map" data-seat-map=""
data-topic="event-date.K7" data-since="/since/" data-most="3"
{% include "ticketing/_seat_words.html" %}>
{% include "ticketing/_seat_map.html" %}
{% include "ticketing/_seat_legend.html" %}
<p><span data-seat-count>0</span> <span data-seat-none>none</span></p>
<ul data-seat-chosen></ul>
<template data-seat-row=""><li><span data-seat-name></span> <select><option value="7">Adult</option></select>
<button type="button" data-seat-drop>Remove</button></li></template>
{% include "ticketing/_seat_list.html" %}
<button data-seat-submit>Hold</button></form>{% endblock %}"""
STATES = "..h.sb"


def plan():
    """Two rows of three."""
    both = document(*(seat(n) for n in (1, 2, 3)))
    second = {**both["zones"][0]["rows"][0], "row_number": "2", "position": {"x": 10, "y": 60}}
    second["seats"] = [{**seat(n + 3, x=25 * n - 25), "seat_number": str(n)} for n in (1, 2, 3)]
    both["zones"][0]["rows"].append(second)
    return plan_of(both)


def choice(request):
    spec = plan()
    seats = [
        ListedSeat(index, each.section, each.row, each.number, each.category, each.kind, state)
        for index, (each, state) in enumerate(zip(spec.seats, STATES, strict=True))
    ]
    section = request.GET.get("section", "")
    context = {
        "geometry": json.loads(geometry_of(spec)),
        "seat_data": {
            "states": STATES,
            "now": NOW,
            "version": 10,
            "until": {"2": NOW + 3_600_000},
            "prices": {"0": "₩99,000"},
        },
        "legend": legend_of(spec, {"R": "₩99,000"}, STATES),
        "sections": sections_of(seats),
        "section": section,
        "rows": rows_of_section(seats, section),
        "list_url": "/choice/",
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def since(request):
    states = {"1": ["s", 40]} if request.GET["since"] == "30" else {}
    return JsonResponse({"now": NOW, "version": 50, "states": states})


urlpatterns = [path("choice/", choice), path("since/", since), *site]
