"""Customers with confirmed mailboxes, campaigns, and the load that they put on the site."""

import itertools
import random
import threading
import time
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

import psycopg2
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from bench import data
from bench.client import Browser, Response
from bench.load import Load, Visit, put_load
from bench.measure import CLIENTS
from bench.scenarios import Page, WrongAnswer
from core.lifecycle import move
from coupons.campaigns import CampaignValues, add_campaign
from coupons.models import Benefit, Campaign, Coupon
from stores.models import Store

PATIENCE = 120  # seconds until a browser of a rush gives up
CLAIMED, ALL_GONE = "claimed", "all gone"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
GUARDED = "UPDATE coupons_campaign SET issued = issued + 1 WHERE id = %s AND issued < total"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one customer of a rush was told, and how long after the opening (seconds)."""

    what: str
    after: float


@dataclass
class CouponTown:
    store: Store
    customers: list[data.Customer]
    port: int = 0

    @classmethod
    def load(cls, count: int) -> "CouponTown":
        random.seed(1)
        owner = User.objects.create_user("owner@bench.example", role=Role.OWNER, name="Bea")
        store = data.stores_of(owner)[0]
        people = data.customers(count)
        for number, user in enumerate(people):  # a coupon goes to a person, not to an account
            user.phone = f"010-{number:08}"
        User.objects.bulk_update(people, ["phone"], batch_size=500)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True)
            for user in people
        )
        return cls(store, [data.sign_in(user) for user in people])

    def campaign(
        self, title: str, total: int, *, opens_in: timedelta = timedelta(), issued: int = 0
    ) -> Campaign:
        """A published one of this store; `issued` coupons are gone without anybody having them."""
        now, owner = timezone.now(), self.store.owner
        fields = {"title": title, "total": total, "opens_at": now + opens_in}
        terms = {"benefit": Benefit.AMOUNT, "amount": Decimal(3000), "valid_days": 30}
        campaign = Campaign(store=self.store, currency=self.store.currency)
        add_campaign(campaign, CampaignValues(fields, terms), by=owner, now=now)
        move(campaign, "publish", by=owner, now=now)
        Campaign.objects.filter(pk=campaign.pk).update(issued=issued)
        return campaign

    def issued_to(self, campaigns: list[Campaign]) -> list[int]:
        """How many different customers have a coupon of each; the campaigns must count the same."""
        holders = []
        for campaign in campaigns:
            coupons = Coupon.objects.filter(campaign=campaign)
            holders.append(coupons.values("customer").distinct().count())
            campaign.refresh_from_db()
            assert campaign.issued == coupons.count()
        return holders

    def loads(self, title: str, total: int, seconds: float) -> dict[str, partial[Load]]:
        """What takes turns in one round, with campaigns of its own."""
        many = self.campaign(f"{title}, claimed", len(self.customers))
        gone = self.campaign(f"{title}, gone", total, issued=total)
        bare = self.campaign(f"{title}, bare", 10_000_000)
        visits: dict[str, list[Visit]] = {
            "control": [self._control(seat) for seat in range(CLIENTS)],
            "claim": self._presses(many, CLAIMED),
            "all gone": self._presses(gone, ALL_GONE),
            "bare guarded UPDATE": [Updates(bare.pk, GUARDED) for _ in range(CLIENTS)],
        }
        return {name: partial(put_load, each, seconds) for name, each in visits.items()}

    def rush(self, campaigns: list[Campaign], within: float) -> list[Answer]:
        """Every customer presses once within these seconds after the opening, for one of the campaigns."""
        opening = campaigns[0].opens_at.timestamp()
        answers: list[Answer] = []
        threading.stack_size(512 * 1024)
        threads = []
        for number, customer in enumerate(self.customers):
            campaign = campaigns[number % len(campaigns)]
            at = opening + random.uniform(0, within)
            target = partial(self._rush, customer, campaign, opening, at, answers)
            threads.append(threading.Thread(target=target, daemon=True))
        for thread in threads:
            thread.start()
        if time.time() > opening:
            raise RuntimeError("The customers came too late for the opening.")
        for thread in threads:
            thread.join()
        return answers

    def _rush(
        self,
        customer: data.Customer,
        campaign: Campaign,
        opening: float,
        at: float,
        answers: list[Answer],
    ) -> None:
        browser = self._browser(customer)
        while (wait := at - time.time()) > 0:  # sleep() goes by another clock, and may end early
            time.sleep(wait)
        try:
            what, _answer = _press(browser, campaign.number)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
        answers.append(Answer(what, time.time() - opening))
        browser.close()

    def _control(self, seat: int) -> Visit:
        page = Page("/bench/control/", "<h1>")
        return partial(page, self._browser(self.customers[seat]))

    def _presses(self, campaign: Campaign, wanted: str) -> list[Visit]:
        """Each visit is of the next customer, over the connection of its seat."""
        customers = itertools.cycle(self.customers)
        return [
            _Presses(self._browser(self.customers[seat]), customers, campaign.number, wanted)
            for seat in range(CLIENTS)
        ]

    def _browser(self, customer: data.Customer) -> Browser:
        """Each with an address of its own: the site limits what one may send."""
        number = int(customer.email.partition("@")[0].removeprefix("ann"))
        address = f"10.0.{number >> 8}.{number & 255}"
        return Browser(self.port, dict(customer.cookies), patience=PATIENCE, address=address)


@dataclass
class _Presses:
    browser: Browser
    customers: "itertools.cycle[data.Customer]"
    number: str
    wanted: str

    def __call__(self) -> list[Response]:
        self.browser.cookies = dict(next(self.customers).cookies)
        what, answer = _press(self.browser, self.number)
        if what != self.wanted:
            raise WrongAnswer(what)
        return [answer]


@dataclass
class Updates:
    """The least that decides who gets one: a guarded UPDATE of one row; no person, no page."""

    row: int
    statement: str

    def __post_init__(self) -> None:
        self.session = psycopg2.connect(
            **connection.get_connection_params() | {"cursor_factory": None}
        )
        self.session.autocommit = True

    def __call__(self) -> list[Response]:
        with closing(self.session.cursor()) as cursor:
            cursor.execute(self.statement, [self.row])
        return []


def _press(browser: Browser, number: str) -> tuple[str, Response]:
    """Send what the button of a campaign page sends (its token is new on each page); what was answered."""
    fields = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "press": str(uuid.uuid4())}
    answer = browser.send(f"/coupons/{number}/", urlencode(fields).encode(), HEADERS)
    if answer.status == 200 and 'class="coupon-code"' in answer.body:
        return CLAIMED, answer
    if answer.status == 409 and "All of these coupons are gone." in answer.body:
        return ALL_GONE, answer
    return f"status {answer.status}: {answer.body[:300]}", answer
