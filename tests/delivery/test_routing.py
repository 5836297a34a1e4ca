import pytest
from django.template.loader import render_to_string

from delivery.routing import Point, external_maps, map_context, route_between
from tests.delivery.places import HOME, STORE

NOWHERE = {"route": None, "drawn": "", "tiles": ""}


def test_without_a_provider_the_way_is_a_straight_line_that_says_so():
    route = route_between(STORE, HOME)

    assert (route.line, route.is_estimate, route.provider) == ((STORE, HOME), True, "straight")
    assert route.metres == pytest.approx(5064, abs=5)
    assert route.minutes == 27  # 1.3 times 5.1 km at 15 km/h


@pytest.mark.parametrize(
    ("start", "end", "metres"),
    [
        (HOME, HOME, 0),
        (Point(0, 179.95), Point(0, -179.95), 11_119),
        (Point(-90, 0), Point(90, 0), 20_015_114),
    ],
)
def test_straight_lines_are_as_long_as_the_globe_says(start, end, metres):
    route = route_between(start, end)

    assert route.metres == pytest.approx(metres, abs=2)
    assert route.minutes >= 1


def test_a_map_shows_the_point_that_is_known():
    shown = map_context(STORE, None)["map"]

    assert shown["route"] is None
    assert '"start": [37.5563, 126.922], "end": null' in shown["drawn"]


def test_no_map_where_no_point_is_known():
    shown = map_context(None, None)["map"]

    assert {name: shown[name] for name in NOWHERE} == NOWHERE


def test_other_maps_open_with_the_destination():
    links = external_maps(HOME, "시청, 1/2 & 3")

    name, plain = (
        "%EC%8B%9C%EC%B2%AD%2C%201%2F2%20%26%203",
        "%EC%8B%9C%EC%B2%AD%201%2F2%20%26%203",
    )
    assert [link.url for link in links] == [
        f"tmap://route?goalname={name}&goalx=126.978000&goaly=37.566500",
        f"https://map.kakao.com/link/to/{plain},37.566500,126.978000",
        "https://www.google.com/maps/dir/?api=1&destination=37.566500%2C126.978000",
    ]
    assert [link.opens_app for link in links] == [True, False, False]


def test_only_web_pages_open_in_a_tab_of_their_own():
    links = external_maps(HOME, "Ann")

    drawn = render_to_string("delivery/_external_maps.html", {"links": links})

    assert drawn.count('target="_blank" rel="noopener noreferrer"') == 2
    assert (
        'href="tmap://route?goalname=Ann&amp;goalx=126.978000&amp;goaly=37.566500">T Map' in drawn
    )


def test_other_maps_search_for_the_address_of_an_unknown_point():
    links = external_maps(None, "Ann", address="세종대로 110")

    text = "%EC%84%B8%EC%A2%85%EB%8C%80%EB%A1%9C%20110"
    assert [link.url for link in links] == [
        f"tmap://search?name={text}",
        f"https://map.kakao.com/link/search/{text}",
        f"https://www.google.com/maps/dir/?api=1&destination={text}",
    ]
