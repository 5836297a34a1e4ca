"""What a page may hear: a signed token naming topics, so that the stream asks no database.

A token opens streams for LIFETIME. Later the site signs it anew, for the same reader only. What it
lets through are hints; whether somebody may see the rows themselves is asked at every fetch.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from live.messages import checked

SALT = "jumun.live"
LIFETIME = 600  # seconds in which a token opens streams
RENEWABLE = 30 * 24 * 3600  # seconds in which it can be signed anew
MAX_TOPICS = 60  # topics of a page
ANYBODY = ""  # the reader of a page that asked nobody to sign in


class TokenRefused(Exception):
    """The token is forged, somebody else's, or too old even to be renewed."""


@dataclass(frozen=True, slots=True)
class Token:
    """`reader` is the id of a user or ANYBODY; `at` is when it was signed, in seconds since 1970."""

    topics: tuple[str, ...]
    reader: str
    at: float

    @property
    def is_stale(self) -> bool:
        return not -60 <= time.time() - self.at <= LIFETIME  # clocks may differ by a minute


def make_token(topics: Iterable[str], reader: str = ANYBODY) -> str:
    """A fresh token for these topics; ValueError for bad topics, or too many."""
    named = checked(topics)
    if len(named) > MAX_TOPICS:
        raise ValueError(f"A page hears at most {MAX_TOPICS} topics, not {len(named)}.")
    said = {"t": named, "r": reader, "at": round(time.time(), 3)}
    return signing.Signer(salt=SALT).sign_object(said)


def read_token(text: str) -> Token:
    """The token, stale or not; raises TokenRefused if we did not sign it."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError) as error:
        raise TokenRefused from error
    return Token(tuple(said["t"]), said["r"], said["at"])


def renew_token(text: str, reader: str) -> str:
    """The same token, signed now, if `reader` is still the one it was made for.

    ANYBODY's tokens are renewed for everybody: who holds one was shown a page with these topics,
    as a guest by an unguessable link. Raises TokenRefused.
    """
    token = read_token(text)
    if token.reader not in {reader, ANYBODY} or time.time() - token.at > RENEWABLE:
        raise TokenRefused
    return make_token(token.topics, token.reader)
