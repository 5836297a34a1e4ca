"""Carries Stripe's messages to the site as the world does: some twice, late, never, or forged."""

from collections import Counter
from threading import Lock

WAYS = ("twice", "reordered", "never", "forged")
FORGED = (400, 429)
COPIES = {"twice": 2, "never": 0, "reordered": 0}


class Courier:
    """`carried` counts how; what the site did not take is brought again, as Stripe does for days.

    What tells of a refund is always brought at last: money sent back in the dashboard is told of by
    nothing else.
    """

    def __init__(self, stub, chance) -> None:
        self.stub, self.random = stub, chance
        self.lock, self.told = Lock(), 0
        self.again, self.carried, self.troubles = [], Counter(), []

    def bring(self) -> int:
        """Everything new and everything again; returns how many messages."""
        with self.lock, self.stub.lock:
            news, events = self.again, self.stub.books_of.events
            news = [*news, *events[self.told :]]
            self.told, self.again = len(events), []
        for event in news:
            self._carry(event)
        return len(news)

    def _carry(self, event) -> None:
        way = self.random.choice(WAYS) if self.random.random() < self.stub.faults else "once"
        if way == "never" and event["type"] == "charge.refunded":
            way = "reordered"
        self.carried[way] += 1
        if way == "reordered":
            self._keep(event)
        if way == "forged":
            self._forge(event)
        for _copy in range(COPIES.get(way, 1)):
            self._post(event)

    def _post(self, event) -> None:
        status = self.stub.post(event)
        if status == 503:
            self.carried["taken later"] += 1
            self._keep(event)
        elif status != 200:
            self.troubles.append(f"a message was answered {status}")

    def _forge(self, event) -> None:
        status = self.stub.post(event, "another")
        if status not in FORGED:
            self.troubles.append(f"a forged message was answered {status}")

    def _keep(self, event) -> None:
        with self.lock:
            self.again.append(event)
