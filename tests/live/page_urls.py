"""The site with one more page: an order whose state a test may change without a message."""

import time

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from live.pages import live_context
from live.tokens import SALT

TOPICS = ("order.J7K3MNPQ", "seatmap.7")
PAGE = """{% extends "base.html" %}{% block main %}{{ fragment }}<div id="received"></div>{% endblock %}"""
FRAGMENT = """<div id="order" data-live="order.J7K3MNPQ" hx-get="/page/" hx-trigger="live" hx-swap="outerHTML"
    >{{ status }}</div>"""
COUNT = """<div id="left" data-live="seatmap.7" data-live-count="3" data-live-of="10" data-left="7"
    hx-get="/page/?counts=1" hx-trigger="live" hx-swap="outerHTML"><b data-live-left>7</b></div>"""

state = {"status": "placed", "delay": 0, "away": False}


def fragment_for(request):
    return COUNT if "counts" in request.GET else FRAGMENT


def page(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        if state["away"]:
            return HttpResponse(status=503)
        answer = drawn(fragment_for(request), request)
        time.sleep(state["delay"])
        return HttpResponse(answer)
    context = live_context(request, *TOPICS)
    if "aged" in request.GET:
        context["live_token"] = aged_token(state.pop("former_reader", ""))
    fragment = drawn(fragment_for(request), request)
    return HttpResponse(drawn(PAGE, request, fragment=fragment, **context))


def aged_token(reader):
    fields = {"t": TOPICS, "r": reader, "at": time.time() - 9 * 3600}
    return signing.Signer(salt=SALT).sign_object(fields)


def drawn(template, request, **context):
    return engines["django"].from_string(template).render({**state, **context}, request)


urlpatterns = [path("page/", page), *site]
handler400, handler500 = "core.errors.bad_request", "core.errors.broken"
