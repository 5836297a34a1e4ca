"""What travels from the site to open pages: an invalidation of a topic, a numbered delta or a count."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TOPIC = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]{1,64}){1,3}")  # order.J7K3MNPQ, store.7.orders
LARGEST = 7000  # bytes; PostgreSQL carries fewer than 8000


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """`text` is the JSON object that the browser reads; equal invalidations are equal messages.

    `count` is None for all but a rising count, of which only the highest of a topic matters.
    """

    topic: str
    text: str
    is_invalidation: bool
    count: int | None = None

    @classmethod
    def parse(cls, text: str) -> "LiveMessage | None":
        """The message in a text from the backplane; None for a text of another format."""
        try:
            fields = json.loads(text)
            (topic,) = checked([fields["topic"]])
        except (ValueError, TypeError, KeyError):
            return None
        count = fields.get("count")
        return cls(topic, _compact(fields), "seq" not in fields and count is None, count)

    def replaces(self, other: "LiveMessage | None") -> bool:
        """Whether only this one of the two need be sent; both are counts of one topic."""
        return other is None or (self.count or 0) > (other.count or 0)


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


def count_of(topic: str, count: int) -> LiveMessage:
    """A count of a public topic that only rises."""
    return LiveMessage(topic, _compact({"topic": topic, "count": count}), False, count)


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
