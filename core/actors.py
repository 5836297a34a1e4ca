"""Who makes a move: a signed-in user, a guest with an order's key, or the system."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class System:
    """Jobs, payments and schedules; not a person."""

    kind = "system"


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor who presents the unguessable key of one row."""

    key: str
    kind = "guest"


SYSTEM = System()

Actor = Union["User", Guest, System]


def kind_of(actor: Actor) -> str:
    return actor.kind if isinstance(actor, (Guest, System)) else "user"


def user_of(actor: Actor) -> "User | None":
    """The signed-in user; None for a guest, the system, and an anonymous visitor.

    The last matters: an anonymous user's `pk` is None, and so is the owner of a store without one.
    """
    if isinstance(actor, (Guest, System)) or not actor.is_authenticated:
        return None
    return actor
