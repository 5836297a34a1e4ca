"""What the faulty stubs share: the share of calls that fail, the kinds of faults, and their counts."""

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from threading import Lock

DECLINED = "declined"


class Faulty:
    """`share` is the part of all calls that fail; `met` counts by the names in `kinds`.

    Each is besides a provider of the soak, with its `code`, the `currency` and `price` of its store, and

    - `address`: where its messages go, the site's without a path;
    - `news()`: the messages since it was asked last;
    - `bring(message, forged)`: delivers one, and returns the status answered;
    - `is_of_refund(message)`;
    - `approve(payment, how)`: what a payer does there ("pay", "later", "decline"); returns what they come
      back with, and raises `no` where the page is closed;
    - `end_deposits(happens)`: those who pay later do it with that chance, or never;
    - `expire_unfinished()`: what the provider does hours later with whatever nobody finished;
    - `fail_refunds(happens)`: some come back to it days later, where a provider knows such a thing;
    - `dispute(payment)`: the payer objects, where a provider knows such a thing; raises `no` where there is
      nothing to object to;
    - `decide_disputes(happens)`: some are lost, the others won; `win_lost_disputes(happens)`: some after all;
    - `send_back(payment, amount)`: by hand, in the dashboard; raises `no` where there is not so much;
    - `needs_account(payment)`: whether only the dashboard can send it back;
    - `enter_card(method, how)`: the owner of a method enters it there ("save", or one of `refused_cards`);
      returns what they come back with;
    - `vanish(method)`: it is removed there, and says so;
    - `expire_keys()`: what it does once `remembers` is over;
    - `entries()`: by our key what it captured and refunded, in major units.
    """

    code, currency, price = "", "KRW", Decimal(9000)
    kinds: dict[str, str]  # of faults: the stand-in's own names by the report's
    kinds_of_charging: dict[str, str] = {}  # more of them
    no: type[Exception]
    refused_cards: tuple[str, ...]
    remembers: timedelta

    def __init__(self, seed: int) -> None:
        self.share, self.calls = 0.0, 0
        kinds = [*self.kinds, *self.kinds_of_charging, DECLINED]
        self.met = Counter(dict.fromkeys(kinds, 0))
        self.random, self.counting = random.Random(f"{self.code} {seed}"), Lock()
        self.address, self.heard, self.has_forgotten = "", 0, False
        super().__init__()

    @property
    def webhook(self) -> str:
        return f"{self.address}/pay/webhooks/{self.code}/"

    def fault(self, *, charging: bool = False) -> str:
        """The fault of this call; empty for none."""
        kinds = {**self.kinds, **(self.kinds_of_charging if charging else {})}
        with self.counting:
            self.calls += 1
            if self.random.random() >= self.share:
                return ""
            name = self.random.choice(list(kinds))
            self.met[name] += 1
        return kinds[name]

    @property
    def unmet(self) -> list[str]:
        return [kind for kind, count in self.met.items() if not count]

    def is_declined(self) -> bool:
        """Whether this payer's card is declined; counted too."""
        with self.counting:
            declined = self.random.random() < self.share
            self.met[DECLINED] += declined
        return declined

    def since(self, events: list) -> list:
        """The events since the last call."""
        with self.counting:
            news = events[self.heard :]
            self.heard += len(news)
        return news

    def forget_keys(self, passed: timedelta) -> None:
        """Once, when so much time has passed since the last order."""
        if passed >= self.remembers and not self.has_forgotten:
            self.has_forgotten = True
            self.expire_keys()

    def needs_account(self, payment) -> bool:
        return False

    def fail_refunds(self, happens) -> None:
        pass

    def dispute(self, payment) -> None:
        pass

    def decide_disputes(self, happens) -> None:
        pass

    def win_lost_disputes(self, happens) -> None:
        pass
