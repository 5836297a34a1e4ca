"""jumun.js in a real browser, under the site's own Content-Security-Policy."""

import pytest

from tests.core import comfort_urls

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.core.comfort_urls")]

# The answer takes longer than that, so the second click meets a page that is still sending.
CLICK_TWICE = """() => {
    const button = document.querySelector("#order button");
    button.click();
    setTimeout(() => button.click(), 150);
}"""


@pytest.fixture
def page(browse):
    comfort_urls.sent.clear()
    position = {"latitude": 37.55, "longitude": 126.92}
    page = browse(geolocation=position, permissions=["geolocation"])
    page.goto("/comforts/")
    return page


def test_a_double_click_sends_once_with_the_buttons_own_value(page):
    page.evaluate(CLICK_TWICE)
    page.wait_for_url("**/sent/")

    assert comfort_urls.sent == [{"verb": "place"}]


def test_a_page_brought_back_finds_its_form_ready_again(page):
    page.click("#stay button")
    page.wait_for_selector("#stay button:disabled")

    page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pageshow'))")

    page.wait_for_selector("#stay button:enabled")


def test_a_refused_question_sends_nothing(page):
    page.on("dialog", lambda dialog: dialog.dismiss())

    page.click("#ask button")

    assert comfort_urls.sent == []
    assert page.url.endswith("/comforts/")


def test_a_choice_is_sent_immediately(page):
    page.select_option("#sort select", "b")
    page.wait_for_url("**/sent/?by=b")

    assert comfort_urls.sent == [{"by": "b"}]


@pytest.mark.parametrize(("button", "sentence"), [("broken", "It broke"), ("busy", "Slow down")])
def test_a_failed_request_is_reported_in_the_pages_language(page, troubles, button, sentence):
    page.click(f"#{button}")

    page.wait_for_selector("#toasts .notice")
    assert page.inner_text("#toasts").strip() == sentence
    troubles.clear()  # the browser reports the failed request


def test_a_message_is_shown_where_its_reader_has_scrolled_to(page):
    page.locator(".late").first.click()
    page.locator("#messages .notice", has_text="It is taken").wait_for()

    page.locator(".late").last.click()

    page.locator("#toasts .notice", has_text="It is taken").wait_for()


def test_a_form_that_comes_back_starts_at_its_first_error(page):
    assert page.evaluate("document.activeElement.id") == "wrong"


def test_going_back_to_a_page_that_came_back_does_not_send_its_form_again(page):
    with page.expect_navigation():
        page.click("#self button")
    page.goto("/sent/")

    page.go_back()

    assert page.url.endswith("/comforts/")


def test_the_position_fills_the_form(page):
    page.click("[data-locate]")

    page.wait_for_function("() => document.querySelector('[name=latitude]').value")
    assert page.input_value("[name=latitude]") == "37.550000"
    assert page.input_value("[name=longitude]") == "126.920000"
