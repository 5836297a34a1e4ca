from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class SignedIn(Event):
    """A user (`row`) signed in or up; `visitor_key` is what their browser was known by before."""

    visitor_key: str = ""
