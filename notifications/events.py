"""Events of consents to advertising by mail; each has the consent as its `row`."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True)
class ConsentEvent(Event):
    at: datetime


class ConsentGiven(ConsentEvent):
    """A user wants advertising by mail."""


class ConsentWithdrawn(ConsentEvent):
    """A user wants no more of it."""


class ConsentToConfirm(ConsentEvent):
    """It was given nearly two years ago, or confirmed then: its user is reminded of it."""
