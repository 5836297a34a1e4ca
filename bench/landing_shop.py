"""A store with two product pages, and buyers: each has a network of their own, as limits count them."""

import itertools
import re
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.db.models import Sum

from bench import data, payments_messages
from bench.client import Browser, Response
from bench.coupons_town import Updates
from bench.guest_orders import Refused
from bench.load import Visit
from bench.measure import CLIENTS
from bench.scenarios import Page, WrongAnswer, check
from devtools.stubs.stripe import signature
from orders.models import Order
from orders.statuses import Status
from stores.models import Product, StockChange
from tests.factories import ProductFactory, StoreFactory
from tests.page_factories import published_page
from tests.shipping.world import ships, weighs

PIECES = 50  # of the product of the rush
PLENTY = 10_000_000
PATIENCE = 60  # seconds until a buyer gives up
GUARDED = "UPDATE stores_product SET stock = stock - 1 WHERE id = %s AND stock >= 1"
REFUSAL = re.compile(r'class="notice notice-danger" role="alert">.*?<p>(.*?)</p>', re.DOTALL)
CLEAR = ("is sold out", "are left", "stock changed meanwhile")  # one of them is in every refusal
SENT_TO = {
    "country": "KR",
    "region": "",
    "postcode": "03172",
    "address": "서울특별시 종로구 세종대로 175",
    "detail": "2F",
    "place": "another",
}
BUYER = {**SENT_TO, "name": "Ann", "phone": "010-1234-5678", "payment": "sandbox"}
TEXT = "First flush from the slopes of Boseong, *picked by hand* and dried the same day. " * 12
QUESTIONS = [
    {"question": f"How long is it fresh? ({n})", "answer": "A year, dry and dark."}
    for n in range(6)
]
SECTIONS = (
    ("hero", {"headline": "Tea from Boseong", "text": "First flush.", "photo": None}),
    ("offers", {}),
    ("story", {"heading": "The garden", "text": TEXT, "photo": None, "side": "right"}),
    ("story", {"heading": "The harvest", "text": TEXT, "photo": None, "side": "left"}),
    ("reviews", {"heading": ""}),
    ("faq", {"heading": "", "items": QUESTIONS}),
    ("shipping", {"heading": "", "text": ""}),
)
_numbers = itertools.count(1)


@dataclass
class Buyer:
    """A guest with the form filled in; `fields` are what its button sends."""

    browser: Browser
    fields: dict[str, str]


@dataclass
class ProductPage:
    """One product, sold at `path`."""

    product: Product
    path: str
    choice: str
    port: int = 0
    _form: Buyer | None = field(default=None, repr=False)

    def browser(self) -> Browser:
        number = next(_numbers)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return Browser(self.port, patience=PATIENCE, address=address)

    def show(self) -> list[Response]:
        """A visitor opens it."""
        with closing(self.browser()) as browser:
            return Page(self.path, "Buy now")(browser)

    def buy(self) -> list[Response]:
        """Seven requests: page, form, destination, order, sandbox, payment, and the page of the order."""
        buyer, answers = self.open()
        with closing(buyer.browser):
            placed = self.press(buyer)
            return [*answers, placed, *pay(buyer.browser, placed)]

    def open(self) -> tuple[Buyer, list[Response]]:
        """Fill the form in, up to the button."""
        browser = self.browser()
        chosen = {"choice": self.choice, "quantity": "1"}
        (shown,) = Page(self.path, "Buy now")(browser)
        url = f"{self.path}order/"
        form = check_form(browser.get(f"{url}?choice={self.choice}&quantity=1"))
        email = f"guest{next(_numbers)}@bench.example"
        typed = {**BUYER, **chosen, "email": email}
        wanted = {**_hidden(form, url), **typed, "switch_to": "shipping"}
        sent = check_form(browser.post(url, wanted))
        return Buyer(browser, {**_hidden(sent, url), **typed}), [shown, form, sent]

    def press(self, buyer: Buyer) -> Response:
        """Place the order; raises Refused with the sentence that the buyer reads."""
        answer = buyer.browser.post(f"{self.path}order/", buyer.fields)
        refusal = REFUSAL.search(answer.body)
        if answer.status == 409 and refusal and any(text in refusal[1] for text in CLEAR):
            raise Refused(refusal[1])
        check(answer, 302, "placing")
        return answer

    def place(self) -> None:
        """The one request that places an order, of a new visitor.

        What the form hides is the same for all, but for the token. Such a visitor has no session yet, so this
        is no faster than that of a buyer who opened the form.
        """
        if self._form is None:
            self._form, _answers = self.open()
        same = {
            "checkout_token": str(uuid.uuid4()),
            "email": f"guest{next(_numbers)}@bench.example",
        }
        cookies = {"csrftoken": self._form.browser.cookies["csrftoken"]}
        with closing(self.browser()) as browser:
            browser.cookies = cookies
            self.press(Buyer(browser, {**self._form.fields, **same}))

    def messages(self, count: int) -> Visit:
        """Delivers Stripe's messages that so many orders were paid, one with each call."""
        first = next(_numbers) * 1_000_000
        bodies = iter(payments_messages.load(count, self.product, first=first))
        return partial(self._deliver, bodies)

    def loads(self) -> dict[str, list[Visit]]:
        """What takes turns: for each of the clients a visit."""
        people = [data.sign_in(user) for user in data.customers(CLIENTS)]
        controls = [Browser(self.port, dict(each.cookies)) for each in people]
        return {
            "control": [partial(Page("/bench/control/", "<h1>"), each) for each in controls],
            "product page": [self.show] * CLIENTS,
            "order, paid (7 requests)": [self.buy] * CLIENTS,
            "bare guarded UPDATE": [Updates(self.product.pk, GUARDED) for _ in range(CLIENTS)],
        }

    def sold(self) -> tuple[int, int]:
        """The number of orders, and of those that are paid."""
        orders = Order.objects.filter(lines__product=self.product)
        return orders.count(), orders.filter(status=Status.PAID).count()

    def stock(self) -> tuple[int | None, int]:
        """The product's own, and the sum of its ledger."""
        self.product.refresh_from_db()
        changes = StockChange.objects.filter(product_id=self.product.pk)
        return self.product.stock, changes.aggregate(sum=Sum("change"))["sum"]

    def _deliver(self, bodies) -> None:
        body = next(bodies)
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
        with closing(Browser(self.port, patience=PATIENCE)) as browser:
            check(browser.send("/pay/webhooks/stripe/", body, headers), 200, "a message")


def load(port: int) -> tuple[ProductPage, ProductPage]:
    """Pages of a product with plenty of pieces, and of one with PIECES."""
    store = ships(StoreFactory(name="Tea of Boseong", delivery_fee=Decimal(0)))
    return _page(store, "Tea", PLENTY, port), _page(store, "Rare tea", PIECES, port)


def pay(browser: Browser, placed: Response) -> list[Response]:
    """Pay in the sandbox, and open the order."""
    sandbox = browser.get(placed.path)
    check(sandbox, 200, "the sandbox")
    action, hidden = sandbox.form("/pay/return/")
    paid = browser.post(action, {**hidden, "outcome": "pay"})
    check(paid, 302, "paying")
    order = browser.get(paid.path)
    check(order, 200, "the order")
    if "status-paid" not in order.body:
        raise WrongAnswer("the order is not paid")
    return [sandbox, paid, order]


def check_form(answer: Response) -> Response:
    check(answer, 200, "the order form")
    return answer


def _page(store, name: str, pieces: int, port: int) -> ProductPage:
    product = ProductFactory(store=store, name=name, stock=pieces)
    weighs(product, 100)
    page = published_page(store, [product], SECTIONS, title=name)
    return ProductPage(product, page.get_absolute_url(), f"v{page.variants.get().pk}", port)


def _hidden(answer: Response, url: str) -> dict[str, str]:
    return answer.form(url)[1]
