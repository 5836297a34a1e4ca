"""The argument of every verb that takes places: proof that its buyer waited in line.

There is no waiting room yet, so every caller passes None.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Admission:
    """One turn of one buyer: `room` names what they waited for, and it ends `until` then."""

    room: str
    token: UUID
    until: datetime
