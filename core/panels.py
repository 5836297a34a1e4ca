"""What a page shows from apps above its own; config/panels.py says where.

An order's page lies in `orders`, which knows neither payments nor riders: they hand up panels.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from core.actors import Actor


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What an app above adds to the timeline of a page; to read like a row of its history."""

    at: datetime
    label: str
    note: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A template to include as `panel`, with what it shows in `panel.data`.

    `version` changes with what is shown: a page that asks for itself anew compares it. `steps` go into
    the page's timeline. `is_open`: it may change by itself, even where the page's row is over.
    """

    template: str
    data: Any
    version: str = ""
    steps: Sequence[TimelineEntry] = ()
    is_open: bool = False


# Takes the rows of a page, all at once, and its reader; returns panels by primary key.
Provider = Callable[[Sequence[Any], Actor], Mapping[Any, Panel]]

_providers: dict[str, Sequence[Provider]] = {}


def register(providers: Mapping[str, Sequence[Provider]]) -> None:
    """Install what config/panels.py says; what hung before is forgotten."""
    _providers.clear()
    _providers.update(providers)


def panels_of(place: str, rows: Iterable[Any], reader: Actor) -> dict[Any, list[Panel]]:
    """The panels of each row at a place, in the order of config/panels.py; a row may have none."""
    rows = list(rows)
    found: dict[Any, list[Panel]] = {row.pk: [] for row in rows}
    for provide in _providers.get(place, ()):
        for pk, panel in provide(rows, reader).items():
            found[pk].append(panel)
    return found


def with_panels(place: str, rows: Iterable[Any], reader: Actor) -> list[Any]:
    """The rows of a list, each with its `panels`."""
    rows = list(rows)
    found = panels_of(place, rows, reader)
    for row in rows:
        row.panels = found[row.pk]
    return rows


def timeline(history: Sequence[Any], panels: Iterable[Panel]) -> list[Any]:
    """What happened, oldest first: the page's own history and the steps of its panels.

    Of what happened at one instant the page's own comes first, as the cause of the rest.
    """
    steps = (step for panel in panels for step in panel.steps)
    return sorted([*history, *steps], key=attrgetter("at"))


def page_version(history: Sequence[Any], panels: Iterable[Panel], is_late: bool = False) -> str:
    """Equal while the page of a row shows the same: its history (never empty), panels and lateness."""
    parts = [str(history[-1].pk), *(panel.version for panel in panels if panel.version)]
    return "-".join([*parts, "late"] if is_late else parts)
