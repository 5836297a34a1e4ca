"""Maps in a real Chromium, under the site's own Content-Security-Policy; `browse` collects every error."""

import copy

import pytest

from config.settings.origins import tile_origins
from devtools.stubs.tiles import TileServer
from tests.browsing import PHONE, look_over

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.delivery.map_urls")]
SPOT = {"latitude": "37.500000", "longitude": "127.030000", "radius_km": "2"}


@pytest.fixture
def tile_server(settings):
    with TileServer() as server:
        settings.TILE_URL = server.template
        settings.TILE_ATTRIBUTION = "Tiles by Dan"
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["img-src"] += tile_origins(server.template)
        settings.CONTENT_SECURITY_POLICY = policy
        yield server


def fill(page, **values):
    for name, value in values.items():
        page.fill(f"[name={name}]", value)


def test_without_tiles_a_way_has_its_pins_and_line_and_survives_a_swap(browse):
    page = browse(viewport=PHONE)
    page.goto("/way/")

    for _ in range(2):
        page.wait_for_selector(".map-canvas .map-pin-start")
        assert page.locator(".map-canvas .map-pin-end").count() == 1
        assert page.locator(".map-canvas path[stroke-dasharray='2 10']").count() == 1
        assert page.locator(".leaflet-tile").count() == 0
        page.evaluate("document.querySelector('.map-canvas').id = 'old'")
        page.click("text=Again")
        page.wait_for_selector(".map-canvas:not(#old)")
    look_over(page)


def test_with_tiles_a_map_shows_them_and_their_maker(browse, tile_server, live_server):
    page = browse()
    page.goto("/way/")

    page.wait_for_selector(".leaflet-tile-loaded")
    assert "Tiles by Dan" in page.inner_text(".leaflet-control-attribution")
    assert {referrer for _, referrer in tile_server.asked} == {f"{live_server.url}/"}


def test_a_way_by_road_is_a_whole_line_and_no_estimate(browse, osrm):
    page = browse()
    page.goto("/way/")

    line = page.locator(".map-canvas path.leaflet-interactive")
    assert line.get_attribute("stroke-dasharray") is None
    assert page.inner_text(".map-way") == "6.1 km · about 18 min"
    assert "estimate" not in page.inner_text(".map-caption")


def test_without_javascript_the_words_say_it_all(browse):
    page = browse(java_script_enabled=False)
    page.goto("/way/")

    assert page.inner_text(".map-way") == "5.1 km · about 27 min"
    assert "an estimate" in page.inner_text(".map-caption")
    assert not page.is_visible(".map-canvas")


def test_a_click_on_the_map_sets_the_area(browse):
    page = browse()
    page.goto("/area/")

    page.click("[data-area-map]", position={"x": 200, "y": 100})

    assert abs(float(page.input_value("[name=latitude]")) - 37.5665) < 0.1
    assert page.locator(".map-area-pin").is_visible()


def test_the_area_moves_to_where_the_rider_is(browse):
    page = browse(geolocation={"latitude": 35.18, "longitude": 129.07}, permissions=["geolocation"])
    page.goto("/area/")

    page.click("[data-locate]")

    page.locator(".map-area-pin").wait_for()
    assert page.input_value("[name=latitude]") == "35.180000"


def test_typed_fields_move_the_map_and_dragging_the_pin_fills_them(browse):
    page = browse(viewport=PHONE)
    page.goto("/area/")
    page.wait_for_selector("[data-area-map].leaflet-container")

    fill(page, **SPOT)
    pin = page.locator(".map-area-pin").bounding_box()
    frame = page.locator("[data-area-map]").bounding_box()
    middle = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1], steps=5)
    page.mouse.up()

    assert abs(middle[0] - frame["x"] - frame["width"] / 2) < 3
    assert abs(float(page.input_value("[name=latitude]")) - 37.5) < 0.001
    assert float(page.input_value("[name=longitude]")) > 127.03
    look_over(page)
