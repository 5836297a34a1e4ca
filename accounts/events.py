import uuid
from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True)
class SignedIn(Event):
    """A user (`row`) signed in or up; `visitor_key` identified their browser until then."""

    visitor_key: uuid.UUID | None = None


@dataclass(frozen=True)
class AccountDeleted(Event):
    """A user (`row`) is about to be made anonymous; a DeletionRefused from a reaction prevents it."""

    at: datetime
