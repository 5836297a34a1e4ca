"""Buyers of one ticket each, over HTTP: they open the map, hold, check out, pay, and see their order."""

import json
import random
import re
import threading
import time
import uuid
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

from bench.client import Browser, Response
from bench.scenarios import WrongAnswer, check
from bench.tickets_hall import Hall, lapse

DATA = re.compile(r'id="seat-data" type="application/json">(.*?)</script>', re.DOTALL)
TOKEN = re.compile(r"/checkout/tickets/([0-9a-f-]{36})/")
FREE = "."
LOOKS_EVERY = 3.0  # seconds: how often a buyer without a seat looks for one that is free again
BUSY, NONE_LEFT = "Others are choosing right now", "There is no place left."
PAID, TOO_LATE, LEFT, SOLD_OUT = "paid", "came back too late", "left without paying", "sold out"
BUYER = {"name": "Ann", "phone": "010-1234-5678", "payment": "sandbox"}
_lock = threading.Lock()


@dataclass
class Crowd:
    """All buyers of a hall. Patient ones stay until everything is sold; `watched` are its seats' states."""

    hall: Hall
    is_patient: bool = False
    answers: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    paid_at: list[float] = field(default_factory=list)  # time.perf_counter()
    watched: dict[int, str] = field(default_factory=dict)
    is_over: threading.Event = field(default_factory=threading.Event)

    def buy(self, number: int, wish: str) -> None:
        """One buyer, from the first page to the end."""
        try:
            with closing(self.hall.browser()) as browser:
                answer = Visitor(self, browser, wish, f"guest{number}@bench.example").come()
        except Exception as error:
            answer = f"{type(error).__name__}: {str(error)[:300]}"
        self.answers[answer] += 1

    def watch(self, every: float = 0.5) -> None:
        """Follow the states until it is over (seconds), in the place of all their live pages."""
        version = 0
        with closing(self.hall.browser()) as browser:
            while not self.is_over.wait(every):
                answer = browser.get(f"{self.hall.since_path}?since={version}")
                check(answer, 200, "since")
                changes = json.loads(answer.body)
                version = changes["version"]
                for key, (state, _version, until) in changes["states"].items():
                    is_lapsed = state == "h" and until is not None and until <= changes["now"]
                    self.watched[int(key)] = FREE if is_lapsed else state

    def count(self, name: str) -> None:
        with _lock:
            self.requests[name] += 1


@dataclass
class Visitor:
    crowd: Crowd
    browser: Browser
    wish: str
    email: str

    def come(self) -> str:
        held = self._hold(self._get(self.crowd.hall.path, "map"))
        if held is None:
            return SOLD_OUT
        token = TOKEN.search(held.body)
        if token is None:
            raise WrongAnswer("the page does not show the hold")
        if self.wish == PAID:
            return self._check_out(token[1])
        lapse(token[1])
        return LEFT if self.wish == LEFT else self._come_back(token[1])

    def _hold(self, page: Response) -> Response | None:
        """The page that shows what is held; None once everything is sold, or for the impatient held."""
        choice = self._choice(_states(page))
        while choice is not None:
            answer = self._post(self.crowd.hall.path, {**self._token(), **choice}, "hold")
            if answer.status == 302:
                return self._get(answer.path, "held")
            check(answer, 409, "holding")
            if BUSY in answer.body:
                time.sleep(random.uniform(0.05, 0.3))
            elif NONE_LEFT in answer.body:
                return None
            else:
                choice = self._choice(_states(answer))
        return None

    def _choice(self, states: str) -> dict[str, str] | None:
        """A free seat at random, or a piece of the only type; a patient buyer waits for a seat."""
        if not self.crowd.hall.is_numbered:
            return {f"pieces-{self.crowd.hall.type.pk}": "1"}
        free = [index for index, state in enumerate(states) if state == FREE]
        while not free:
            pause = random.uniform(0.5, 1.5) * LOOKS_EVERY
            if not self.crowd.is_patient or self.crowd.is_over.wait(pause):
                return None
            free = [index for index, state in self.crowd.watched.copy().items() if state == FREE]
        return {"seat": str(random.choice(free))}

    def _check_out(self, token: str) -> str:
        url = f"/checkout/tickets/{token}/"
        form = self._get(url, "checkout")
        hidden = form.form("")[1]
        placed = self._post(url, {**hidden, **BUYER, "email": self.email}, "order")
        check(placed, 302, "placing")
        self._pay(placed)
        self.crowd.paid_at.append(time.perf_counter())
        return PAID

    def _pay(self, placed: Response) -> None:
        """In the sandbox; the order is complete at once."""
        sandbox = self._get(placed.path, "sandbox")
        action, hidden = sandbox.form("/pay/return/")
        paid = self._post(action, {**hidden, "outcome": "pay"}, "payment")
        check(paid, 302, "paying")
        if "status-completed" not in self._get(paid.path, "receipt").body:
            raise WrongAnswer("the order is not complete")

    def _come_back(self, token: str) -> str:
        """The time of the hold is over: a sentence says so, and no order is placed."""
        answer = self.browser.get(f"/checkout/tickets/{token}/")
        check(answer, 410, "a lapsed hold")
        return TOO_LATE

    def _token(self) -> dict[str, str]:
        return {
            "csrfmiddlewaretoken": self.browser.cookies["csrftoken"],
            "press": str(uuid.uuid4()),
        }

    def _get(self, path: str, name: str) -> Response:
        self.crowd.count(name)
        answer = self.browser.get(path)
        check(answer, 200, name)
        return answer

    def _post(self, path: str, fields: dict[str, str], name: str) -> Response:
        self.crowd.count(name)
        return self.browser.post(path, fields)


def _states(page: Response) -> str:
    """The states of the seats that a page shows."""
    found = DATA.search(page.body)
    return str(json.loads(found[1])["states"]) if found else ""
