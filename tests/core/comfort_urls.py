"""One small page for jumun.js, and the target of its forms."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

PAGE = """{% load static %}<!doctype html><html lang="en"><head><title>Comforts</title>
<meta name="htmx-config" content='{"includeIndicatorStyles":false}'>
<script src="{% static "vendor/htmx/htmx.min.js" %}" defer></script>
<script src="{% static "js/jumun.js" %}" defer></script></head>
<body data-error-server="It broke" data-error-busy="Slow down" data-dismiss="Dismiss">
<div id="messages"></div>
<main><p hidden><input class="is-invalid"></p><input class="is-invalid" id="wrong">
<input class="is-invalid"><form id="self" method="post"><button>Check it</button></form></main>
<form id="order" method="post" action="/sent/"><button name="verb" value="place">Order</button></form>
<form id="stay" method="post" action="/answer/204/"><button>Stay here</button></form>
<form id="ask" method="post" action="/sent/"><button data-confirm="Sure?">Delete</button></form>
<form id="sort" action="/sent/"><select name="by" data-autosubmit><option>a<option>b</select></form>
<form id="place"><input name="latitude"><input name="longitude">
<button type="button" data-locate hidden>Here</button></form>
<button id="broken" hx-post="/answer/500/">Break</button>
<button id="busy" hx-post="/answer/429/">Hurry</button>
<button class="late" hx-post="/too-late/" hx-swap="none">Take it</button>
<p><textarea rows="90"></textarea></p>
<button class="late" hx-post="/too-late/" hx-swap="none">Take it</button>
<div id="toasts" role="alert"></div></body></html>"""

sent: list[dict[str, str]] = []


@csrf_exempt
def page(request: HttpRequest) -> HttpResponse:
    html = engines["django"].from_string(PAGE).render({}, request)
    return HttpResponse(html, headers={"Cache-Control": "no-store"})


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    time.sleep(0.5)
    sent.append((request.POST or request.GET).dict())
    return HttpResponse("thanks")


@csrf_exempt
def answer(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(status=status)


@csrf_exempt
def refuse(request: HttpRequest) -> HttpResponse:
    messages.error(request, "It is taken")
    return render(request, "_messages_oob.html")


urlpatterns = [
    path("comforts/", page),
    path("too-late/", refuse),
    path("sent/", receive),
    path("answer/<int:status>/", answer),
    path("favicon.ico", answer, {"status": 204}),  # every browser asks for it
]
