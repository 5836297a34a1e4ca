"""Customers who buy over HTTP, and wait and retry while the site is down."""

import itertools
import re
from threading import Event, Lock
from urllib.parse import urlencode, urljoin

import requests

from tests.page_forms import forms_of

PATIENCE = 30  # seconds
ADDRESS = {"address": "서울특별시 종로구 세종대로 175"}
ON_THEIR_PAGE = {"stripe": {"how": "pay"}, "paypal": {"action": "pay"}}
HOSTS = itertools.cycle(range(1, 251))  # as a proxy reports them: the orders of one are limited
TOSS_AMOUNT = re.compile(r'data-amount="(\d+)"')


class Crowd:
    """The state shared by all shoppers: whether the site is up, and its refusals."""

    def __init__(self):
        self.open, self.refusals, self.lock = Event(), [], Lock()
        self.open.set()

    def refused(self, answer):
        """Record the refusal and wait until the site is up again."""
        with self.lock:
            self.refusals.append(answer)
        assert self.open.wait(PATIENCE), "the site never came back"


class Shopper:
    """One signed-in customer with a filled cart, who pays at one of the providers."""

    def __init__(self, site, crowd, session, providers, way):
        self.site, self.crowd, self.providers, self.way = site, crowd, providers, way
        self.browser = requests.Session()
        self.browser.headers["X-Forwarded-For"] = f"10.0.0.{next(HOSTS)}"
        self.browser.cookies.set(session["name"], session["value"])

    def buy(self, slug, *, comes_back=True):
        """Check out and pay; returns the URL of the order's page, or "" if they leave at the provider."""
        checkout = f"{self.site}/checkout/{slug}/"
        page = self.ask("GET", checkout)
        [form] = [form for form in forms_of(checkout, page.text) if form.action == checkout]
        form.fields.pop("switch_to", None)
        placed = self.ask("POST", checkout, {**form.fields, **ADDRESS, "payment": self.way})
        back = self.pay(urljoin(checkout, placed.headers["Location"]))
        if not comes_back:
            return ""
        returned = self.ask("GET", back)
        return self.ask("GET", urljoin(back, returned.headers["Location"])).url

    def pay(self, where):
        """Pay at the provider's page; returns the URL it redirects to."""
        if self.way == "toss":
            key, page = where.rstrip("/").rpartition("/")[2], self.ask("GET", where)
            amount = int(TOSS_AMOUNT.search(page.text)[1])
            return (
                f"{self.site}/pay/return/{key}/?{urlencode(self.providers.toss.pay(key, amount))}"
            )
        asked = ON_THEIR_PAGE[self.way]
        return requests.post(where, asked, allow_redirects=False, timeout=PATIENCE).headers[
            "Location"
        ]

    def ask(self, method, url, fields=None):
        """The site's response; the same request is repeated while the site is down."""
        while True:
            answer = self.browser.request(
                method, url, data=fields, allow_redirects=False, timeout=PATIENCE
            )
            if answer.status_code != 503:
                assert answer.status_code < 400, (answer.status_code, url)
                return answer
            self.crowd.refused(answer)
