"""The stand-in of Stripe, failing now and then in every way it knows."""

import random
from collections import Counter

from tests.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeStub

BEFORE = ("slow", "timeout", "500", "429", "409", "cut", "empty", "garbage", "redirect")
AFTER = ("timeout_after", "500_after", "cut_after")


class FaultyStripe(StripeStub):
    """`faults` is the part of all calls that go wrong; `met` counts how."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.faults, self.met, self.calls = 0.0, Counter(), 0
        self.random = random.Random(seed)
        self.slow_seconds = 0.2

    def settings(self) -> dict[str, str]:
        return {
            "STRIPE_URL": self.url,
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SECURE_SSL_REDIRECT": "0",
        }

    def mode_of(self, call: str) -> str:
        with self.lock:
            self.calls += 1
            if self.random.random() >= self.faults:
                return "ok"
            mode = "decline" if call == "pay" else self.random.choice([*BEFORE, *AFTER])
            self.met[mode] += 1
            return mode
