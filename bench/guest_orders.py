"""A guest who orders one product: browse, cart, checkout, pay in the sandbox, order page."""

import itertools
from dataclasses import dataclass

from bench.client import Browser, Response
from bench.scenarios import WrongAnswer

_numbers = itertools.count(1)


class Refused(Exception):
    """The site refused to go on, as it does when the product is sold out."""


@dataclass(frozen=True)
class GuestOrder:
    """Each call is another guest, with a network of their own: the site limits the orders of one."""

    port: int
    slug: str
    product: int
    patience: float = 30  # seconds

    def __call__(self) -> list[Response]:
        number = next(_numbers)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        browser = Browser(self.port, patience=self.patience, address=address)
        try:
            return self.order(browser, f"guest{number}@bench.example")
        finally:
            browser.close()

    def order(self, browser: Browser, email: str) -> list[Response]:
        """The eight responses; raises Refused or WrongAnswer."""
        home = _expect(browser.get("/"), 200, "home")
        store = _expect(browser.get(f"/stores/{self.slug}/"), 200, "the store")
        action, hidden = _form(store, f"/cart/add/{self.product}/")
        added = _expect(browser.post(action, {**hidden, "quantity": "1"}), 302, "adding")

        path = f"/checkout/{self.slug}/"
        checkout = _expect(browser.get(path), 200, "the checkout")
        _action, hidden = _form(checkout, "")
        placed = _expect(browser.post(path, {**hidden, **CONTACT, "email": email}), 302, "placing")

        sandbox = _expect(browser.get(placed.path), 200, "the sandbox")
        action, hidden = _form(sandbox, "/pay/return/")
        paid = _expect(browser.post(action, {**hidden, "outcome": "pay"}), 302, "paying")
        order = _expect(browser.get(paid.path), 200, "the order")
        if "status-paid" not in order.body:
            raise WrongAnswer("the order is not paid")
        return [home, store, added, checkout, placed, sandbox, paid, order]


CONTACT = {
    "place": "another",
    "postcode": "03172",
    "address": "서울특별시 종로구 세종대로 175",
    "name": "Ann",
    "phone": "010-1234-5678",
    "payment": "sandbox",
}


REFUSALS = {200, 302, 409}  # back to a page, or the same page with the reason


def _expect(answer: Response, status: int, what: str) -> Response:
    if answer.status == status:
        return answer
    if answer.status in REFUSALS:
        raise Refused(f"{what}: {answer.status} where {status} was due")
    raise WrongAnswer(f"{what}: {answer.status}")


def _form(answer: Response, start: str) -> tuple[str, dict[str, str]]:
    try:
        return answer.form(start)
    except AssertionError as error:
        raise Refused(str(error)) from None
