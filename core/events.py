"""Events; config/reactions/ connects each with its reactions.

`now` reactions run in the transaction of the event: an error undoes it.
`later` jobs are enqueued in that transaction and get the primary key of the event's row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobs.queue import enqueue


@dataclass(frozen=True)
class Event:
    """`row` is what it happened to; subclasses give it a proper name."""

    row: Any


@dataclass(frozen=True)
class MoveEvent(Event):
    """A lifecycle move was made; `record` is its history row."""

    record: Any


@dataclass(frozen=True)
class Reaction:
    now: Sequence[Callable[[Any], None]] = field(default=())
    later: Sequence[Callable[[int], None]] = field(default=())


_reactions: dict[type[Event], Reaction] = {}


def connect(reactions: Mapping[type[Event], Reaction]) -> None:
    """Install the reactions, replacing those installed before."""
    _reactions.clear()
    _reactions.update(reactions)


def publish(event: Event) -> None:
    """Run the event's reactions; call it inside the transaction of the event."""
    reaction = _reactions.get(type(event), Reaction())
    for react in reaction.now:
        react(event)
    for task in reaction.later:
        enqueue(task, event.row.pk)
