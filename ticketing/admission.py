"""The door of whatever takes places: who waited in line has an admission.

There is no waiting room yet, so nobody has one, and every verb that takes places gets None.
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
