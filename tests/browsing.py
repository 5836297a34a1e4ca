"""Functions for tests in a real browser, which the fixtures `chromium` and `browse` open."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from devtools.chromium import find_chromium
from tests.factories import PASSWORD

CHROMIUM = find_chromium()
# Scripts of pages that are shown once run for too short a time to be worth optimizing.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--js-flags=--no-maglev --no-opt",
]
# In ASCII: Chromium's processes take half as long to pass it on.
AXE = (
    (Path(__file__).parent / "vendor/axe.min.js")
    .read_text()
    .encode("ascii", "backslashreplace")
    .decode()
)
# A violation has the impact of its rule: rules of less than serious impact need not run. Preloading serves
# a rule on sound, which is not serious, and one that is off.
RUN_AXE = """(async () => {
  if (document.readyState === "loading") {
    await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed));
  }
  const lesser = axe._audit.rules.filter((rule) => ["minor", "moderate"].includes(rule.impact));
  const rules = Object.fromEntries(lesser.map((rule) => [rule.id, { enabled: false }]));
  return (await axe.run({ rules, resultTypes: ["violations"], preload: false })).violations;
})()"""
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
MADE_WAY = ("htmx:afterRequest, ", "htmx:sendAbort, ")
POLL = 16_000  # milliseconds after which a page without a live process has polled
PATIENCE = 30_000  # milliseconds: the machine may be busy


def is_trouble(message):
    """Whether it is an error; not htmx's message that a refresh was aborted for a button."""
    return message.type == "error" and not message.text.startswith(MADE_WAY)


def description_of(message):
    return f"{message.text} ({message.location['url']})"


def sign_in(page, user):
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def session_of(user):
    """The name and value of the cookie with which the user is signed in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value}


def arrives(page, path, within=PATIENCE):
    """Wait until the page's address is `path`, ignoring aborted navigations."""
    expect(page).to_have_url(path, timeout=within)


def stop_clock(page):
    """The page will be loaded with a clock that stands still, until the test lets it run."""
    page.clock.install()
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))


def open_live(page, path):
    """Load the page, and wait until it connects to the live process."""
    with page.expect_request("**/live/?token=*"):
        page.goto(path)


def await_first_poll(page):
    """That of a page younger than its live process, within a second: also of the page's, if it is slow."""
    page.evaluate("new Promise((passed) => setTimeout(passed, 1300))")
    expect(page.locator(".htmx-request")).to_have_count(0)


class Barrier:
    """All requests of a page to a URL pass, until `meet` is what to do with each instead, as for page.route.

    Create it before the page is loaded: a route of a loaded page intercepts only a moment later.
    """

    def __init__(self, page, url):
        self.meet = None
        page.route(url, self._meet)

    def _meet(self, route):
        return self.meet(route) if self.meet else route.continue_()


def wait_for(page, question):
    """Let the page and its routes go on until the question is answered with true; 10 seconds at most."""
    for _each in range(100):
        if question():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came true")


def look_over(page, has_axe=False):
    """Assert no serious accessibility violation (axe-core), and no horizontal overflow."""
    serious = [
        (rule["id"], node["html"], node["failureSummary"])
        for rule in violations(page, has_axe)
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:1]
    ]
    assert serious == [], f"{page.url}: {serious}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def inject_axe(page):
    """Have axe-core in each page loaded from now on; where all are looked over, it is not sent to each."""
    page.add_init_script(f"if (window === top) {{ {AXE} }}")


def violations(page, has_axe):
    """What axe-core finds; not by page.evaluate, after which Chromium compiles it for every page again."""
    if has_axe:
        return page.evaluate(RUN_AXE)
    session = page.context.new_cdp_session(page)
    answer = session.send(
        "Runtime.evaluate",
        {"expression": f"{AXE};{RUN_AXE}", "awaitPromise": True, "returnByValue": True},
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"]["value"]
