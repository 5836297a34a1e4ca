"""Delivers a provider's messages to the site: some twice, late, never, or forged."""

from collections import Counter
from threading import Lock

WAYS = ("twice", "reordered", "never", "forged")
COPIES = {"twice": 2, "never": 0, "reordered": 0}
LATER = (429, 503)  # the site could not verify it now, and asks for a repeat
NOT_BELIEVED = (400, *LATER)


class Courier:
    """`carried` counts deliveries by kind; refused messages are repeated, as providers do for days.

    Refund messages are always delivered in the end: nothing else reports a refund of the dashboard.
    """

    def __init__(self, provider, chance) -> None:
        self.provider, self.random = provider, chance
        self.lock, self.again = Lock(), []
        self.carried, self.troubles = Counter(), []

    def bring(self) -> int:
        """Deliver everything new and everything to be repeated; returns how many messages."""
        with self.lock:
            news, self.again = [*self.again, *self.provider.news()], []
        for message in news:
            self._carry(message)
        return len(news)

    def _carry(self, message) -> None:
        way = self.random.choice(WAYS) if self.random.random() < self.provider.share else "once"
        if way == "never" and self.provider.is_of_refund(message):
            way = "reordered"
        self.carried[way] += 1
        if way == "reordered":
            self._store(message)
        if way == "forged":
            self._forge(message)
        for _copy in range(COPIES.get(way, 1)):
            self._bring(message)

    def _bring(self, message) -> None:
        status = self.provider.bring(message)
        if status in LATER:
            self.carried["taken later"] += 1
            self._store(message)
        elif status != 200:
            self.troubles.append(f"{self.provider.code}: a message was answered {status}")

    def _forge(self, message) -> None:
        status = self.provider.bring(message, forged=True)
        if status not in NOT_BELIEVED:
            self.troubles.append(f"{self.provider.code}: a forged message was answered {status}")

    def _store(self, message) -> None:
        with self.lock:
            self.again.append(message)
