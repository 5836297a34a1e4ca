"""The scenarios of customers. Each checks every answer and returns the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.client import Browser, Response

if TYPE_CHECKING:
    from bench.data import Neighbourhood

Scenario = Callable[[Browser], list[Response]]


class WrongAnswer(Exception):
    """The site's answer was not the expected one."""


@dataclass(frozen=True)
class Page:
    """One GET of a page that must show `marker`."""

    path: str
    marker: str

    def __call__(self, browser: Browser) -> list[Response]:
        answer = browser.get(self.path)
        check(answer, 200, self.path)
        if self.marker not in answer.body:
            raise WrongAnswer(f"{self.path} does not show {self.marker}")
        return [answer]


@dataclass(frozen=True)
class CompleteOrder:
    """Add to cart, checkout, place, pay, in six requests with real forms."""

    slug: str
    product: int

    def __call__(self, browser: Browser) -> list[Response]:
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        added = browser.post(f"/cart/add/{self.product}/", {**token, "quantity": "1"})
        check(added, 302, "adding to the cart")

        checkout = browser.get(f"/checkout/{self.slug}/")
        check(checkout, 200, "the checkout")
        placed = browser.post(f"/checkout/{self.slug}/", self._filled(checkout))
        check(placed, 302, "placing the order")

        sandbox = browser.get(placed.path)
        check(sandbox, 200, "the sandbox")
        action, hidden = sandbox.form("/pay/return/")
        paid = browser.post(action, {**hidden, "outcome": "pay"})
        check(paid, 302, "paying")

        order = browser.get(paid.path)
        check(order, 200, "the order")
        if "status-paid" not in order.body:
            raise WrongAnswer("the order is not paid")
        return [added, checkout, placed, sandbox, paid, order]

    def _filled(self, checkout: Response) -> dict[str, str]:
        _action, hidden = checkout.form("")
        return {
            **hidden,
            "place": "another",
            "postcode": "03172",
            "address": "서울특별시 종로구 세종대로 175",
            "name": "Ann",
            "phone": "010-1234-5678",
            "payment": "sandbox",
        }


def scenarios(town: "Neighbourhood") -> dict[str, Scenario]:
    return {
        "control": Page("/bench/control/", "<h1>"),
        "home": Page("/", "서울 식당"),
        "store page": Page(f"/stores/{town.slug}/", "비빔밥"),
        "order list": Page("/orders/", "/orders/"),
        "complete order": CompleteOrder(town.slug, town.product),
    }


def check(answer: Response, status: int, what: str) -> None:
    if answer.status != status:
        raise WrongAnswer(f"{what}: {answer.status} where {status} was due")
