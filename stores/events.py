from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True)
class MemberInvited(Event):
    """An invitation (`row`) is to be mailed, for the first time or again, since `at`."""

    at: datetime
