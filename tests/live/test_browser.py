"""live.js in a real browser, under the site's own policy, against a live process that gets killed."""

import signal

import pytest

from live.messages import LiveState
from live.publish import announce_count, announce_states, invalidate, outbox
from tests.browsing import await_first_poll, stop_clock
from tests.live import page_urls
from tests.live.conftest import PostgresRig
from tests.live.streaming import LiveProcess, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.live.page_urls"),
]

SOON = 5000  # milliseconds in which a page that reconnects is up to date
ORDER = "order.J7K3MNPQ"
RECORD_STATES = """document.addEventListener("live:seatmap.7", (event) => {
    document.getElementById("received").textContent += JSON.stringify(event.detail.states) ?? "missed"; })"""


@pytest.fixture
def own(live_server, settings):
    """A live process for the live_server."""
    process = LiveProcess(PostgresRig().environment | {"SITE_URL": live_server.url}).start()
    settings.LIVE_URL = process.url
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    origin = process.url.removesuffix("/live/")
    allowed = {"connect-src": ["'self'", origin]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | allowed}
    yield process
    outbox().drain()
    if process.child.poll() is None:
        process.end()


@pytest.fixture
def page(chromium, live_server, own):
    page_urls.state.update(status="placed", delay=0, away=False)
    context = chromium.new_context()
    shown = context.new_page()
    shown.address = f"{live_server.url}/page/"
    yield shown
    context.close()


def open_page(page, own, query=""):
    page.goto(page.address + query)
    wait_until(lambda: own.count("connections") == 1)
    await_first_poll(page)


def change(status):
    """Change the order without a message to the page."""
    page_urls.state["status"] = status


def shows(page, text, within=SOON, where="#order"):
    page.wait_for_function(
        "([where, text]) => document.querySelector(where).textContent.trim() === text",
        arg=[where, text],
        timeout=within,
    )


def test_a_page_changes_by_itself(page, own):
    open_page(page, own)

    change("accepted")
    invalidate(ORDER)

    shows(page, "accepted")


def test_a_message_during_a_fetch_makes_the_page_fetch_once_more(page, own):
    open_page(page, own)
    page_urls.state["delay"] = 0.7  # the answer is old when it arrives

    with page.expect_request("**/page/"):
        invalidate(ORDER)
    page.wait_for_timeout(300)
    change("accepted")
    invalidate(ORDER)

    shows(page, "accepted")


def test_a_page_survives_the_death_of_the_live_process(page, own):
    open_page(page, own)

    own.end(signal.SIGKILL)
    change("accepted")
    invalidate(ORDER)  # no process delivers this
    outbox().drain()
    own.start()

    shows(page, "accepted")
    change("ready")
    wait_until(lambda: own.count("connections") == 1)
    invalidate(ORDER)
    shows(page, "ready")


def test_a_page_stays_and_shows_that_the_site_is_unreachable(page, own):
    open_page(page, own)
    notice = page.locator("#toasts .notice-warning")

    page_urls.state["away"] = True
    invalidate(ORDER)
    notice.wait_for()
    assert "tries again by itself" in notice.inner_text()
    assert page.inner_text("#order").strip() == "placed"
    change("accepted")
    page_urls.state["away"] = False

    shows(page, "accepted")
    notice.wait_for(state="detached")


def test_a_page_fetches_after_the_backplane_was_cut(page, own):
    open_page(page, own)

    change("accepted")
    PostgresRig().cut()

    shows(page, "accepted")


def test_a_page_left_open_overnight_reconnects(page, own):
    page.goto(page.address + "?aged=1")
    wait_until(lambda: own.count("connections") == 1)
    change("accepted")
    invalidate(ORDER)

    shows(page, "accepted")


def test_a_page_whose_user_signed_out_reloads(page, own):
    page_urls.state["former_reader"] = "7"

    page.goto(page.address + "?aged=1")
    change("accepted")

    shows(page, "accepted")
    wait_until(lambda: own.count("connections") == 1)


def test_a_page_whose_network_was_away_is_right_soon(page, own):
    open_page(page, own)

    page.context.set_offline(True)
    change("accepted")
    page.context.set_offline(False)

    shows(page, "accepted")


def test_a_failed_fetch_is_silent_and_repeated(page, own):
    open_page(page, own)
    page.route("**/page/**", lambda route: route.abort())

    change("accepted")
    with page.expect_event("requestfailed"):
        invalidate(ORDER)

    assert page.locator("#toasts .notice").count() == 0
    page.unroute("**/page/**")
    shows(page, "accepted")


def test_states_are_passed_on_and_nothing_is_fetched(page, own):
    open_page(page, own)
    page.evaluate(RECORD_STATES)
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))

    announce_states("seatmap.7", {"12": LiveState("h", 1)})

    shows(page, '{"12":["h",1,null]}', where="#received")
    assert fetched == []


def test_a_page_that_missed_states_hears_of_it(page, own):
    open_page(page, own)
    page.evaluate(RECORD_STATES)

    invalidate("seatmap.7")

    shows(page, "missed", where="#received")


def test_the_highest_count_wins_and_nothing_is_fetched(page, own):
    open_page(page, own, "?counts=1")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))

    announce_count("seatmap.7", 9)
    shows(page, "1", where="#left")
    announce_count("seatmap.7", 5)  # of a slower process
    announce_count("seatmap.7", 10)

    shows(page, "0", where="#left")
    assert page.get_attribute("#left", "data-left") == "0"
    assert fetched == []


def test_without_a_stream_a_page_asks_every_fifteen_seconds(page, own):
    own.end()
    stop_clock(page)
    page.goto(page.address)
    change("accepted")

    page.clock.run_for(14_000)
    assert page.inner_text("#order") == "placed"
    page.clock.run_for(2_500)

    shows(page, "accepted")


def test_a_hidden_tab_gives_its_stream_back_and_is_right_when_seen(page, own):
    page.clock.install()
    page.goto(page.address)
    wait_until(lambda: own.count("connections") == 1)

    set_visibility(page, hidden="true")
    page.clock.run_for(32_000)
    wait_until(lambda: own.count("connections") == 0)
    change("accepted")
    set_visibility(page, hidden="false")
    page.clock.run_for(1000)

    shows(page, "accepted")
    wait_until(lambda: own.count("connections") == 1)


def set_visibility(page, hidden):
    """A tab cannot be covered in a headless browser; dispatch what a covered one would."""
    page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )


def test_two_tabs_both_receive(page, own):
    open_page(page, own)
    other = page.context.new_page()
    other.goto(page.address)
    wait_until(lambda: own.count("connections") == 2)

    change("accepted")
    invalidate(ORDER)

    shows(page, "accepted")
    shows(other, "accepted")
