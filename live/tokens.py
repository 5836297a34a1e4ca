"""What a page may hear: a signed token naming topics, so that the stream asks no database."""

from collections.abc import Iterable

from django.core import signing

SALT = "jumun.live"
LIFETIME = 600  # seconds in which a stream may be opened with a token


class TokenRefused(Exception):
    """The token is forged or too old."""


def make_token(topics: Iterable[str], secret: str | None = None) -> str:
    """A token for these topics, good for opening a stream within LIFETIME."""
    return signing.dumps(sorted(set(topics)), key=secret, salt=SALT, compress=False)


def read_token(token: str, secret: str | None = None, max_age: int = LIFETIME) -> list[str]:
    """The topics of a token; raises TokenRefused."""
    try:
        topics: list[str] = signing.loads(token, key=secret, salt=SALT, max_age=max_age)
    except signing.BadSignature as error:
        raise TokenRefused from error
    return topics
