"""What a code that is typed at the checkout may be: config/checkout.py lists the resolvers of the apps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import User
from stores.models import Store


class TypedCodeRefused(Exception):
    """The code is known, and of no use here; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class TypedCode:
    """`text` says what it does; `fills` are fields of later parts of the checkout, with their values.

    `is_new`: those replace what the page sent; else only what it did not send. With `claim` the code gives
    something that the buyer does not have yet: it issues that, once for the press it is called with, and
    returns what the code does then, or raises TypedCodeRefused.
    """

    text: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False
    claim: "Callable[[UUID], TypedCode] | None" = None


# Takes what was typed, and changes nothing. Returns None for an unknown code; raises
# TypedCodeRefused.
Resolver = Callable[[str, Store, User | None, datetime], TypedCode | None]

_resolvers: list[Resolver] = []


def connect(resolvers: Sequence[Resolver]) -> None:
    """Install the resolvers, replacing those installed before."""
    _resolvers[:] = resolvers


def resolve(typed: str, store: Store, user: User | None, now: datetime) -> TypedCode | None:
    """By the first resolver that knows the code; raises TypedCodeRefused."""
    for resolver in _resolvers:
        found = resolver(typed, store, user, now)
        if found is not None:
            return found
    return None
