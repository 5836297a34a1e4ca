"""Both adapters against servers with their APIs, with good and bad answers."""

import json
import time

import pytest
from django.core.cache import cache

from delivery.routing import http, route_between
from devtools.stubs.routing import osrm_answer, tmap_answer
from tests.delivery.places import CORNER, HOME, STORE

ENDS = [STORE.longitude, STORE.latitude, HOME.longitude, HOME.latitude]
LIMIT = 2.0  # seconds within which a page has a route, in any case


def timed_route():
    began = time.monotonic()
    route = route_between(STORE, HOME)
    return route, time.monotonic() - began


def test_a_provider_gives_the_way_by_road(service):
    route = route_between(STORE, HOME)

    assert (route.metres, route.seconds, route.minutes) == (6120, 1043, 18)
    assert route.line == (STORE, CORNER, HOME)
    assert not route.is_estimate


def test_tmap_goes_before_osrm(tmap, osrm):
    assert route_between(STORE, HOME).provider == "tmap"
    assert osrm.asked == []


def test_the_profile_of_osrm_is_requested_and_cached_separately(osrm, settings):
    route_between(STORE, HOME)
    settings.OSRM_PROFILE = "bike"
    route_between(STORE, HOME)

    assert [path.split("/")[3] for path in osrm.asked] == ["driving", "bike"]


@pytest.mark.parametrize("mode", ["no_route", "500", "redirect", "garbage", "empty", "half"])
def test_a_bad_answer_falls_back_to_an_estimate(service, mode):
    service.mode = mode

    route, took = timed_route()

    assert route.is_estimate
    assert took < LIMIT
    assert len(service.asked) == 1  # a redirect is not followed: it would send the key along


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["slow", "drip_headers", "drip_body"])
def test_a_slow_server_is_left_within_two_seconds_all_in_all(service, monkeypatch, mode):
    """Nearly a second earlier than on a site: this machine may be busy."""
    assert http.ANSWER_SECONDS + 0.5 <= LIMIT
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.6)  # longer than each of its bytes takes
    service.mode = mode

    route, took = timed_route()

    assert route.is_estimate
    assert took < LIMIT
    assert mode == "slow" or service.was_cut.wait(5), "the connection stayed open"


def test_a_server_that_is_gone_costs_nothing(osrm):
    osrm.close()

    route, took = timed_route()

    assert route.is_estimate
    assert took < LIMIT


def test_a_provider_that_failed_is_left_alone_for_a_while(service):
    service.mode = "500"
    route_between(STORE, HOME)
    service.mode = "ok"

    assert route_between(HOME, STORE).is_estimate
    cache.clear()  # as after REST_SECONDS
    assert not route_between(HOME, STORE).is_estimate


def test_a_missing_route_does_not_block_other_requests(service):
    service.mode = "no_route"
    route_between(STORE, HOME)
    route_between(STORE, HOME)
    service.mode = "ok"

    assert not route_between(HOME, STORE).is_estimate
    assert len(service.asked) == 2


def test_a_wrong_key_falls_back(tmap, settings):
    settings.TMAP_APP_KEY = "another"

    assert route_between(STORE, HOME).is_estimate


def damaged(answer, *path, value=None):
    """The answer as bytes with one value replaced, or left out."""
    *way, last = path
    place = answer
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return json.dumps(answer).encode()


SUMS = ("features", 0, "properties")
LINE = ("features", 1, "geometry", "coordinates")
BEST = ("routes", 0)


@pytest.mark.parametrize("value", [None, "1", True, -1, float("nan"), float("inf"), 10**12, {}])
@pytest.mark.parametrize("name", ["totalDistance", "totalTime"])
def test_odd_sums_of_tmap_are_not_believed(tmap, name, value):
    tmap.body = damaged(tmap_answer(ENDS), *SUMS, name, value=value)

    assert route_between(STORE, HOME).is_estimate


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"features": []}',
        b'{"features": {}}',
        b'{"features": [null]}',
        damaged(tmap_answer(ENDS), "features", value=tmap_answer(ENDS)["features"][:1]),
        damaged(tmap_answer(ENDS), *LINE, value=[[1]]),
        damaged(tmap_answer(ENDS), *LINE, value=[[926.9, 37.5], [126.9, 37.5]]),
        damaged(tmap_answer(ENDS), *LINE, value=[["x", "y"], None]),
        b" " * 1_100_000,
    ],
)
def test_odd_shapes_of_tmap_are_not_believed(tmap, body):
    tmap.body = body

    assert route_between(STORE, HOME).is_estimate


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"code": "Ok"}',
        b'{"code": ["Ok"], "routes": []}',
        b'{"code": "Ok", "routes": []}',
        damaged(osrm_answer(ENDS), *BEST, "duration", value="1043"),
        damaged(osrm_answer(ENDS), *BEST, "distance"),
        damaged(osrm_answer(ENDS), *BEST, "geometry", value="encoded_polyline"),
        damaged(osrm_answer(ENDS), *BEST, "geometry", "coordinates", value=[ENDS[:2]]),
        damaged(
            osrm_answer(ENDS), *BEST, "geometry", "coordinates", value=[[float("nan")] * 2] * 2
        ),
    ],
)
def test_odd_shapes_of_osrm_are_not_believed(osrm, body):
    osrm.body = body

    assert route_between(STORE, HOME).is_estimate
