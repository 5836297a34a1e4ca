"""What travels from the site to open pages: a hint that a topic changed, or a numbered delta of it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TOPIC = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]{1,64}){1,3}")  # order.J7K3MNPQ, store.7.orders
LARGEST = 7000  # bytes; PostgreSQL carries fewer than 8000


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """`text` is the JSON object that the browser reads; equal hints are equal messages."""

    topic: str
    text: str
    is_hint: bool

    @classmethod
    def parse(cls, text: str) -> "LiveMessage | None":
        """The news in a text from the backplane; None if somebody else wrote there."""
        try:
            said = json.loads(text)
            (topic,) = checked([said["topic"]])
        except (ValueError, TypeError, KeyError):
            return None
        return cls(topic, _compact(said), "seq" not in said)


def invalidation_of(topic: str) -> LiveMessage:
    """Look again: whoever may see the topic fetches it anew."""
    return LiveMessage(topic, _compact({"topic": topic}), is_hint=True)


def delta_of(topic: str, seq: int, data: Any) -> LiveMessage:
    """The `seq`-th change of a public topic; a hint if it is too large to carry."""
    text = _compact({"topic": topic, "seq": seq, "data": data})
    return (
        LiveMessage(topic, text, is_hint=False) if len(text) <= LARGEST else invalidation_of(topic)
    )


def checked(topics: Iterable[str]) -> list[str]:
    """The topics without doubles, sorted; ValueError for one that no page could name."""
    unique = sorted(set(topics))
    for topic in unique:
        if not TOPIC.fullmatch(topic):
            raise ValueError(f"Not a topic: {topic!r}")
    return unique


def _compact(said: Any) -> str:
    """One line of ASCII, whatever it says."""
    return json.dumps(said, separators=(",", ":"))
