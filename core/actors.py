"""Who makes a move: a signed-in user, a guest holding an order's key, or the system itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class System:
    """Jobs, payments and clocks; no person."""

    kind = "system"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who shows the unguessable key of one row, and nothing else."""

    key: str
    kind = "guest"


SYSTEM = System()

Actor = Union["User", Guest, System]


def kind_of(actor: Actor) -> str:
    return actor.kind if isinstance(actor, (Guest, System)) else "user"


def user_of(actor: Actor) -> "User | None":
    """The signed-in user; nobody for a guest, the system, and a browser that did not sign in.

    The last matters: its `pk` is None, and so is the owner of a store nobody owns.
    """
    if isinstance(actor, (Guest, System)) or not actor.is_authenticated:
        return None
    return actor
