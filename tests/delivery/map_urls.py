"""The site with two more pages: a route on a map that htmx may swap, and a form that sets an area."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from delivery.routing import area_map_context, map_context
from tests.delivery.places import HOME, STORE

WAY = """{% extends "base.html" %}
{% block head %}{% include "delivery/_map_head.html" %}{% endblock %}
{% block main %}{% include fragment %}{% endblock %}"""
FRAGMENT = """<div id="job" class="panel">
<button hx-get="/way/" hx-target="#job" hx-swap="outerHTML">Again</button>
{% include "delivery/_map.html" %}</div>"""
AREA = """{% extends "base.html" %}
{% block head %}{% include "delivery/_map_head.html" with area=True %}{% endblock %}
{% block main %}<form>{% include "delivery/_area_map.html" %}
{% for name in names %}<label>{{ name }} <input name="{{ name }}"></label>{% endfor %}
<button type="button" data-locate hidden>Here</button></form>{% endblock %}"""


def way(request):
    fragment = engines["django"].from_string(FRAGMENT)
    context = map_context(STORE, HOME)
    if request.headers.get("HX-Request"):
        return HttpResponse(fragment.render(context, request))
    page = engines["django"].from_string(WAY)
    return HttpResponse(page.render({"fragment": fragment.template, **context}, request))


def area(request):
    page = engines["django"].from_string(AREA)
    names = ["latitude", "longitude", "radius_km"]
    return HttpResponse(page.render({"names": names, **area_map_context()}, request))


urlpatterns = [path("way/", way), path("area/", area), *site]
