"""The list by which a phone checks in without a network: all tickets of a date, signed by the event.

It has public keys only, so that a copy of a phone's list is not enough to make a ticket.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from ticketing.checkin.answers import milliseconds
from ticketing.checkin.gates import Door
from ticketing.codes import public_key_of
from ticketing.models import EventDate, Ticket
from ticketing.models.questions import answers_in_words
from ticketing.seating.names import seat_name
from ticketing.statuses import PENDING, EventStatus, VoidReason

PREFIX = b"JL1:"  # so that no signature of a list is one of a ticket, or the other way round
COLUMNS = (
    *("code", "secret", "status", "void_reason", "type_id", "type__category__name", "type__name"),
    *("place__seat__section", "place__seat__row", "place__seat__number"),
    *("holder_name", "answers"),
)


class ListRefused(Exception):
    """The list is not that of this event, or was changed; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class SignedList:
    document: str
    signature: bytes

    def as_json(self, version: str, now: datetime) -> dict[str, Any]:
        return {
            "document": self.document,
            "signature": base64.b64encode(self.signature).decode(),
            "version": version,
            "now": milliseconds(now),
        }


@dataclass(frozen=True)
class TicketList:
    """The tickets of a door's date. `version` is the same while nothing on it changes."""

    door: Door
    rows: list[tuple[Any, ...]]

    @classmethod
    def of(cls, door: Door) -> "TicketList":
        tickets = Ticket.objects.filter(date=door.date).exclude(status=PENDING).order_by("pk")
        return cls(door, list(tickets.values_list(*COLUMNS)))

    @property
    def version(self) -> str:
        rules = json.dumps(self._rules(), sort_keys=True).encode()
        tickets = repr([(*row[:1], *row[2:]) for row in self.rows]).encode()
        return hashlib.sha256(rules + tickets).hexdigest()[:32]

    def signed(self, now: datetime) -> SignedList:
        """Raises KeyLost."""
        content = {**self._rules(), "madeAt": milliseconds(now), "tickets": self._tickets()}
        document = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        key = self.door.event.private_key
        return SignedList(document, key.sign(PREFIX + document.encode()))

    def _rules(self) -> dict[str, Any]:
        event, date = self.door.event, self.door.date
        return {
            "event": event.number,
            "date": date.number,
            "isCancelled": bool(date.cancelled_at) or event.status == EventStatus.CANCELLED,
            "movingOnly": event.moving_code_only,
            "sections": sorted(self.door.sections),
            "types": sorted(self.door.types),
        }

    def _tickets(self) -> list[dict[str, Any]]:
        return [_entry(*row) for row in self.rows]


def verify_list(date: EventDate, document: str, signature: bytes) -> dict[str, Any]:
    """The content of a signed list, as static/js/gate_list.js reads it. Raises ListRefused."""
    key: Ed25519PublicKey = date.event.public_key
    try:
        key.verify(signature, PREFIX + document.encode())
    except InvalidSignature:
        raise ListRefused(_("The list of tickets was changed: it is not used.")) from None
    content: dict[str, Any] = json.loads(document)
    if (content["event"], content["date"]) != (date.event.number, date.number):
        raise ListRefused(_("This list of tickets is for another date."))
    return content


def _entry(
    code: str, secret: bytes, status: str, reason: str, type_id: int, *more: Any
) -> dict[str, Any]:
    category, name, section, row, number, holder, answers = more
    parts = [part or "" for part in (section, row, number)]
    entry = {"code": code, "key": _public_key(bytes(secret)), "status": status, "typeId": type_id}
    entry |= {"type": f"{category} · {name}", "section": parts[0]}
    entry |= {"seat": seat_name(*parts), "typedSeat": " ".join(filter(None, parts))}
    entry |= {"name": holder, "answers": answers_in_words(answers)}
    if reason:
        entry["reason"] = f"{VoidReason(reason).label}."
    return entry


@lru_cache(maxsize=50_000)  # deriving one takes 50 µs, and phones fetch the list again and again
def _public_key(secret: bytes) -> str:
    return base64.b64encode(public_key_of(secret)).decode()
