"""Carries a provider's messages to the site as the world does: some twice, late, never, or forged."""

from collections import Counter
from threading import Lock

WAYS = ("twice", "reordered", "never", "forged")
COPIES = {"twice": 2, "never": 0, "reordered": 0}
LATER = (429, 503)  # what the site could not check just now, it asks for again
NOT_BELIEVED = (400, *LATER)


class Courier:
    """`carried` counts how; what the site did not take is brought again, as providers do for days.

    What tells of a refund is always brought at last: money sent back in the dashboard is told of by
    nothing else.
    """

    def __init__(self, provider, chance) -> None:
        self.provider, self.random = provider, chance
        self.lock, self.again = Lock(), []
        self.carried, self.troubles = Counter(), []

    def bring(self) -> int:
        """Everything new and everything again; returns how many messages."""
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
            self._keep(message)
        if way == "forged":
            self._forge(message)
        for _copy in range(COPIES.get(way, 1)):
            self._bring(message)

    def _bring(self, message) -> None:
        status = self.provider.bring(message)
        if status in LATER:
            self.carried["taken later"] += 1
            self._keep(message)
        elif status != 200:
            self.troubles.append(f"{self.provider.code}: a message was answered {status}")

    def _forge(self, message) -> None:
        status = self.provider.bring(message, forged=True)
        if status not in NOT_BELIEVED:
            self.troubles.append(f"{self.provider.code}: a forged message was answered {status}")

    def _keep(self, message) -> None:
        with self.lock:
            self.again.append(message)
