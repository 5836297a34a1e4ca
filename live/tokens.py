"""A signed token names the topics of a page, so that the stream needs no database.

A token opens streams for LIFETIME. Later the site renews it, for the same reader only. It lets through
invalidations only; access to the rows themselves is checked at every fetch.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from live.messages import checked

SALT = "jumun.live"
LIFETIME = 600  # seconds in which a token opens streams
RENEWABLE = 30 * 24 * 3600  # seconds in which it can be renewed
MAX_TOPICS = 60  # topics of a page
ANYONE = ""  # the reader of a page that requires no sign-in


class TokenRefused(Exception):
    """The token is forged, another reader's, or too old to be renewed."""


@dataclass(frozen=True, slots=True)
class Token:
    """`reader` is the id of a user or ANYONE; `at` is when it was signed, in seconds since 1970."""

    topics: tuple[str, ...]
    reader: str
    at: float

    @property
    def is_stale(self) -> bool:
        return not -60 <= time.time() - self.at <= LIFETIME  # clocks may differ by a minute


def make_token(topics: Iterable[str], reader: str = ANYONE) -> str:
    """A fresh token for these topics; ValueError for bad topics, or too many."""
    named = checked(topics)
    if len(named) > MAX_TOPICS:
        raise ValueError(f"A page has at most {MAX_TOPICS} topics, not {len(named)}.")
    fields = {"t": named, "r": reader, "at": round(time.time(), 3)}
    return signing.Signer(salt=SALT).sign_object(fields)


def read_token(text: str) -> Token:
    """The token, stale or not; raises TokenRefused if we did not sign it."""
    try:
        fields = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError) as error:
        raise TokenRefused from error
    return Token(tuple(fields["t"]), fields["r"], fields["at"])


def renew_token(text: str, reader: str, valid_since: float = 0.0) -> str:
    """The same token, signed now, if `reader` is still the one it was made for, after `valid_since`.

    ANYONE's tokens are renewed for every reader: the holder was shown a page with these topics, as a guest
    by an unguessable link. Raises TokenRefused.
    """
    token = read_token(text)
    if token.reader not in {reader, ANYONE} or not _is_renewable(token, valid_since):
        raise TokenRefused
    return make_token(token.topics, token.reader)


def _is_renewable(token: Token, valid_since: float) -> bool:
    return time.time() - token.at <= RENEWABLE and token.at > valid_since
