"""What travels from the site to open pages: an invalidation of a topic, or a numbered delta of it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TOPIC = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]{1,64}){1,3}")  # order.J7K3MNPQ, store.7.orders
LARGEST = 7000  # bytes; PostgreSQL carries fewer than 8000


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """`text` is the JSON object that the browser reads; equal invalidations are equal messages."""

    topic: str
    text: str
    is_invalidation: bool

    @classmethod
    def parse(cls, text: str) -> "LiveMessage | None":
        """The message in a text from the backplane; None for a text of another format."""
        try:
            fields = json.loads(text)
            (topic,) = checked([fields["topic"]])
        except (ValueError, TypeError, KeyError):
            return None
        return cls(topic, _compact(fields), "seq" not in fields)


def invalidation_of(topic: str) -> LiveMessage:
    """Tells pages that show the topic to fetch it again."""
    return LiveMessage(topic, _compact({"topic": topic}), is_invalidation=True)


def delta_of(topic: str, seq: int, data: Any) -> LiveMessage:
    """The `seq`-th change of a public topic; an invalidation if it is larger than LARGEST."""
    text = _compact({"topic": topic, "seq": seq, "data": data})
    return (
        LiveMessage(topic, text, is_invalidation=False)
        if len(text) <= LARGEST
        else invalidation_of(topic)
    )


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
