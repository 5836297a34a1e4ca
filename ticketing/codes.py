"""The text in a ticket's QR code, which proves that it was issued, and on a screen that it is not a copy.

Printed codes are signed with the event's key. The code on a screen changes every 30 seconds and is signed
with the ticket's own key, so that a phone at the gate needs public keys only, and both work offline.
Of upper-case letters and digits alone, a QR code needs 5.5 bits each instead of 8.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

STEP = 30  # seconds for which a moving code is shown
TOLERANCE = 1  # steps that a phone's clock may be off
MAX_LENGTH = 300  # characters of a text that is read at all
PRINTED, MOVING = "JT1", "JM1"
FORMAT = re.compile(
    r"(?P<kind>JT1|JM1):(?P<event>[0-9A-Z]{1,16}):(?P<ticket>[0-9A-Z]{1,24}):(?P<step>[0-9]{0,12}):(?P<signature>[A-Z2-7]{103})"
)


class NotACode(ValueError):
    """The text is no code of a ticket."""


class Verdict(StrEnum):
    GENUINE = "genuine"
    FORGED = "forged"
    OLD = "old"  # of a screen, but not shown there now: a photo of it


@dataclass(frozen=True, slots=True)
class TicketCode:
    """`event` and `ticket` are their numbers; `step` is None on paper."""

    event: str
    ticket: str
    step: int | None
    signature: bytes

    def __str__(self) -> str:
        signature = base64.b32encode(self.signature).decode().rstrip("=")
        return f"{_signed_text(self.event, self.ticket, self.step)}:{signature}"


def new_key() -> bytes:
    """32 random bytes: the private key of an event or of a ticket."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(key: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def printed_code(event: str, ticket: str, event_key: bytes) -> str:
    return _code(event, ticket, None, event_key)


def moving_code(event: str, ticket: str, ticket_key: bytes, at: datetime) -> str:
    """The code that the ticket's page shows at this time (aware)."""
    return _code(event, ticket, step_of(at), ticket_key)


def step_of(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp()) // STEP


def read_code(text: str) -> TicketCode:
    """What the text claims; raises NotACode. Nothing is verified yet."""
    if len(text) > MAX_LENGTH:
        raise NotACode
    match = FORMAT.fullmatch(text.strip().upper())
    if match is None or bool(match["step"]) != (match["kind"] == MOVING):
        raise NotACode
    signature = base64.b32decode(match["signature"] + "=")
    step = int(match["step"]) if match["step"] else None
    return TicketCode(match["event"], match["ticket"], step, signature)


def verdict_on(code: TicketCode, event_key: bytes, ticket_key: bytes, now: datetime) -> Verdict:
    """Whether it was issued, and is of now; the keys are public ones, of the ticket that it names."""
    key = event_key if code.step is None else ticket_key
    signed = _signed_text(code.event, code.ticket, code.step).encode()
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(code.signature, signed)
    except InvalidSignature:
        return Verdict.FORGED
    if code.step is not None and abs(step_of(now) - code.step) > TOLERANCE:
        return Verdict.OLD
    return Verdict.GENUINE


def _code(event: str, ticket: str, step: int | None, key: bytes) -> str:
    signed = _signed_text(event, ticket, step).encode()
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(signed)
    return str(TicketCode(event, ticket, step, signature))


def _signed_text(event: str, ticket: str, step: int | None) -> str:
    kind = PRINTED if step is None else MOVING
    return f"{kind}:{event}:{ticket}:{'' if step is None else step}"
