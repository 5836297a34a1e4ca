"""When each migration ran, and the longest statement of others meanwhile; see bench.migrations."""

import io
import re
import time
from dataclasses import dataclass
from typing import Any

LONGEST_WAIT = 1.0  # seconds
APPLYING, APPLIED = re.compile(r"Applying (\S+?)\.\.\."), re.compile(r" OK|FAKED")
HEAD = "| migration | seconds | longest statement of others, ms |\n|---|---:|---:|"


@dataclass
class Ran:
    name: str
    begin: float  # since the epoch
    end: float = 0.0

    def overlap(self, begin: float, seconds: float) -> float:
        return min(self.end, begin + seconds) - max(self.begin, begin)


class Clock(io.StringIO):
    """The output of `migrate`, which names each migration as it begins and says when it is applied."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[Ran] = []

    def write(self, text: str) -> int:
        if begun := APPLYING.search(text):
            self.ran.append(Ran(begun[1], time.time()))
        elif APPLIED.search(text) and self.ran and not self.ran[-1].end:
            self.ran[-1].end = time.time()
        return super().write(text)

    def during(self, begin: float, seconds: float) -> str:
        """The migration that ran for most of this statement; empty if none did."""
        overlaps = [(each.overlap(begin, seconds), each.name) for each in self.ran]
        longest, name = max(overlaps, default=(0.0, ""))
        return name if longest > 0 else ""


def table(clock: Clock, result: dict[str, Any]) -> str:
    longest = longest_of(clock, result)
    counts = result["counts"]
    acts = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
    lines = [f"{sum(each.end - each.begin for each in clock.ran):.1f} s; of others: {acts}", HEAD]
    for each in clock.ran:
        lines.append(_row(each.name, f"{each.end - each.begin:.2f}", longest.get(each.name)))
    lines.append(_row("none", "", longest.get("")))
    if longest:
        name, (seconds, sql) = max(longest.items(), key=lambda item: item[1])
        lines.append(f"The longest, {seconds * 1000:.0f} ms during {name or 'none'}: {sql}")
    return "\n".join(lines)


def _row(name: str, seconds: str, longest: tuple[float, str] | None) -> str:
    wait = f"{longest[0] * 1000:.0f}" if longest else "< 20"
    return f"| {name} | {seconds} | {wait} |"


def longest_of(clock: Clock, result: dict[str, Any]) -> dict[str, tuple[float, str]]:
    """{migration: (seconds of the longest statement, its SQL)}."""
    longest: dict[str, tuple[float, str]] = {}
    for begin, seconds, sql in result["long"]:
        name = clock.during(begin, seconds)
        longest[name] = max(longest.get(name, (0.0, "")), (seconds, sql))
    return longest


def misses_of(clock: Clock, result: dict[str, Any]) -> list[str]:
    waits = [
        f"{name}: a statement took {seconds:.2f} s: {sql}"
        for name, (seconds, sql) in longest_of(clock, result).items()
        if name and seconds > LONGEST_WAIT
    ]
    return waits + [f"{often} × {error}" for error, often in result["errors"].items()]
