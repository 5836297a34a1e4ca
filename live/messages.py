"""What travels from the site to open pages: an invalidation of a topic, a count, or states of its parts."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TOPIC = re.compile(
    r"[a-z]+(?:-[a-z]+)*(\.[A-Za-z0-9_-]{1,64}){1,3}"
)  # order.J7K3MNPQ, store.7.orders
LARGEST = 7000  # bytes; PostgreSQL carries fewer than 8000


class LiveState(NamedTuple):
    """The state of one part of a topic, such as a seat: of two, the one of the higher version is true.

    `until` (milliseconds since 1970) is when it ends by itself, if it does.
    """

    state: str
    version: int
    until: int | None = None


States = Mapping[str, LiveState]


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """`text` is the JSON object that the browser reads; equal invalidations are equal messages.

    `count` is None for all but a rising count, of which only the highest of a topic matters; `states` is None
    for all but states, of which only the latest of each part does.
    """

    topic: str
    text: str
    count: int | None = None
    states: States | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, text: str) -> "LiveMessage | None":
        """The message in a text from the backplane; None for a text of another format."""
        try:
            fields = json.loads(text)
            (topic,) = checked([fields["topic"]])
            if "states" in fields:
                return states_of(topic, {k: LiveState(*v) for k, v in fields["states"].items()})
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return cls(topic, _compact(fields), fields.get("count"))

    @property
    def is_invalidation(self) -> bool:
        return self.count is None and self.states is None

    def replaces(self, other: "LiveMessage | None") -> bool:
        """Whether only this one of the two need be sent; both are counts of one topic."""
        return other is None or (self.count or 0) > (other.count or 0)


def invalidation_of(topic: str) -> LiveMessage:
    """Tells pages that show the topic to fetch it again."""
    return LiveMessage(topic, _compact({"topic": topic}))


def count_of(topic: str, count: int) -> LiveMessage:
    """A count of a public topic that only rises."""
    return LiveMessage(topic, _compact({"topic": topic, "count": count}), count)


def states_of(topic: str, states: States) -> LiveMessage:
    """States of parts of a public topic, by part."""
    return LiveMessage(topic, _compact({"topic": topic, "states": states}), states=states)


def merged_states(first: LiveMessage | None, second: LiveMessage) -> LiveMessage:
    """Both as one message: of each part the state of the higher version."""
    states = dict((first.states if first else None) or {})
    for part, state in (second.states or {}).items():
        if part not in states or state.version > states[part].version:
            states[part] = state
    return states_of(second.topic, states)


def in_parts(message: LiveMessage) -> list[LiveMessage]:
    """The message, or several with its states, none of them larger than LARGEST."""
    if len(message.text) <= LARGEST or not message.states:
        return [message]
    states = list(message.states.items())
    middle = len(states) // 2
    halves = states[:middle], states[middle:]
    return [each for half in halves for each in in_parts(states_of(message.topic, dict(half)))]


def checked(topics: Iterable[str]) -> list[str]:
    """The topics sorted and without duplicates; ValueError for an invalid one."""
    unique = sorted(set(topics))
    for topic in unique:
        if not TOPIC.fullmatch(topic):
            raise ValueError(f"Not a topic: {topic!r}")
    return unique


def _compact(fields: Any) -> str:
    """One line of ASCII, whatever the values."""
    return json.dumps(fields, separators=(",", ":"))
