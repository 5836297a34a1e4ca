"""The map of seats in a real browser, and its list without one."""

import pytest

from tests.browsing import look_over, wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ticketing.map_urls")]

SEND = "([topic, detail]) => document.dispatchEvent(new CustomEvent(topic, { detail }))"
TOPIC = "live:event-date.K7"


@pytest.fixture
def page(browse, live_server):
    page = browse()
    open_choice(page)
    return page


def open_choice(page, query=""):
    page.goto(f"/choice/{query}")
    page.wait_for_selector(".seat-map-ready")


def seat(page, row, number):
    return page.locator(f'.seat[aria-label^="Stalls · Row {row} · Seat {number},"]')


def send(page, **states):
    changes = {key.removeprefix("seat"): value for key, value in states.items()}
    page.evaluate(SEND, [TOPIC, {"topic": TOPIC, "states": changes}])


def label(page, row, number):
    return seat(page, row, number).get_attribute("aria-label")


def chosen(page):
    return [each.input_value() for each in page.locator("[data-seat-chosen] input").all()]


@pytest.mark.browser
def test_each_seat_says_where_it_is_what_it_costs_and_its_state(page):
    assert label(page, 1, 1) == "Stalls · Row 1 · Seat 1, R, ₩99,000, free"
    assert label(page, 1, 3) == "Stalls · Row 1 · Seat 3, R, ₩99,000, held by somebody"
    assert label(page, 2, 2) == "Stalls · Row 2 · Seat 2, R, ₩99,000, sold"
    assert label(page, 2, 3) == "Stalls · Row 2 · Seat 3, R, ₩99,000, not for sale"
    paths = {seat(page, *each).get_attribute("d") for each in ((1, 1), (1, 3), (2, 2), (2, 3))}
    assert len(paths) == 4  # the state is a shape, not only a colour
    assert page.locator('[data-left="0"]').text_content() == "3"
    look_over(page)


@pytest.mark.browser
def test_seats_are_chosen_by_mouse_and_by_keys(page):
    seat(page, 1, 1).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert chosen(page) == ["0", "1"]
    assert page.locator("[data-seat-chosen] select").first.get_attribute("name") == "type-0"

    page.keyboard.press("ArrowDown")  # a sold one
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    assert chosen(page) == ["0", "1", "3"]

    page.locator("[data-seat-drop]").first.click()
    assert chosen(page) == ["1", "3"]
    assert seat(page, 1, 1).get_attribute("aria-checked") == "false"


@pytest.mark.browser
def test_the_last_change_wins_and_a_lost_seat_is_told(page):
    seat(page, 1, 2).click()

    send(page, seat1=["s", 20])
    send(page, seat1=[".", 15], seat0=["h", 9])  # overtaken, and older than the page

    assert label(page, 1, 2).endswith(", sold")
    assert label(page, 1, 1).endswith(", free")
    assert chosen(page) == []
    shown = page.locator("[data-seat-status]").text_content()
    assert shown == "Somebody else was faster: Stalls · Row 1 · Seat 2, R"


@pytest.mark.browser
def test_a_hold_that_lapses_is_free_again_by_the_clock_of_the_server(page):
    """The server's clock is years behind that of the browser, or ahead of it."""
    send(page, seat2=["h", 20, 1_790_000_000_000 + 1])

    wait_for(page, lambda: label(page, 1, 3).endswith(", free"))
    assert page.locator('[data-left="0"]').text_content() == "4"


@pytest.mark.browser
def test_after_a_gap_the_page_asks_for_what_it_missed(page):
    send(page, seat0=["h", 30, 1_790_000_000_000 + 3_600_000])

    page.evaluate(SEND, ["live:gap", None])

    wait_for(page, lambda: label(page, 1, 2).endswith(", sold"))


@pytest.mark.browser
def test_more_than_allowed_cannot_be_chosen(page):
    send(page, seat2=[".", 20])
    for each in ((1, 1), (1, 2), (1, 3), (2, 1)):
        seat(page, *each).click()

    assert chosen(page) == ["0", "1", "2"]
    shown = page.locator("[data-seat-status]").text_content()
    assert shown == "You can choose at most 3 seats."


@pytest.mark.browser
def test_the_map_zooms_and_pans(page):
    def matrix():
        text = page.locator("[data-seat-svg] > g").get_attribute("transform")
        scale, _b, _c, _d, x, y = map(float, text.removeprefix("matrix(").rstrip(")").split())
        return scale, x, y

    page.locator("[data-seat-zoom=in]").click()
    wait_for(page, lambda: matrix()[0] > 1)
    before = matrix()
    box = page.locator("[data-seat-svg]").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 230, box["y"] + 220, steps=4)
    page.mouse.up()
    wait_for(page, lambda: matrix()[1:] != before[1:])
    assert chosen(page) == []  # a drag is no click
    page.locator("[data-seat-zoom=all]").click()
    wait_for(page, lambda: matrix() == (1, 0, 0))


@pytest.mark.browser
def test_the_list_and_the_map_are_one_choice(page):
    page.get_by_role("link", name="Stalls 3 left").click()
    box = page.locator('input[data-seat="1"]')
    box.check()

    assert chosen(page) == ["1"]
    assert seat(page, 1, 2).get_attribute("aria-checked") == "true"
    send(page, seat1=["s", 20])
    assert (box.is_checked(), box.is_disabled()) == (False, True)
    assert page.locator('[data-seat-state="1"]').text_content() == "sold"
    assert box.get_attribute("name") is None  # the chosen rows are what is sent


def test_without_javascript_the_list_is_a_form(client):
    page = client.get("/choice/?section=Stalls").content.decode()

    assert 'name="seat" value="0" data-seat="0">' in page
    assert 'name="seat" value="2" data-seat="2" disabled>' in page
    assert 'data-section-left="Stalls">3<' in page
