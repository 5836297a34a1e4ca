"""Parts of a page that come from apps above its own; config/panels.py places them.

An order's page belongs to `orders`, which depends neither on payments nor on riders: they provide panels.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from core.actors import Actor


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An entry that an app above adds to a page's timeline; has the attributes of a history row."""

    at: datetime
    label: str
    note: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A template to include as `panel`, with its data in `panel.data`.

    `version` changes with what is shown: a page that refreshes itself compares it. `steps` go into the
    page's timeline. `is_open`: it may change by itself, even if the page's row is in a final status.
    `topics`: the page subscribes to these live topics, all of which its reader may receive.
    """

    template: str
    data: Any
    version: str = ""
    steps: Sequence[TimelineEntry] = ()
    is_open: bool = False
    topics: Sequence[str] = ()


# Takes all rows of a page, its reader and the time; returns panels by primary key.
Provider = Callable[[Sequence[Any], Actor, datetime], Mapping[Any, Panel]]

_providers: dict[str, Sequence[Provider]] = {}


def register(providers: Mapping[str, Sequence[Provider]]) -> None:
    """Install the providers of config/panels.py, replacing those installed before."""
    _providers.clear()
    _providers.update(providers)


def panels_of(
    place: str, rows: Iterable[Any], reader: Actor, now: datetime
) -> dict[Any, list[Panel]]:
    """The panels of each row at a place, in the order of config/panels.py; a row may have none."""
    rows = list(rows)
    found: dict[Any, list[Panel]] = {row.pk: [] for row in rows}
    for provide in _providers.get(place, ()):
        for pk, panel in provide(rows, reader, now).items():
            found[pk].append(panel)
    return found


def with_panels(place: str, rows: Iterable[Any], reader: Actor, now: datetime) -> list[Any]:
    """The rows of a list, each with its `panels`."""
    rows = list(rows)
    found = panels_of(place, rows, reader, now)
    for row in rows:
        row.panels = found[row.pk]
    return rows


def timeline(history: Sequence[Any], panels: Iterable[Panel]) -> list[Any]:
    """The page's timeline, oldest first: its own history and the steps of its panels.

    At the same instant the page's own comes first, as the cause of the rest.
    """
    steps = (step for panel in panels for step in panel.steps)
    return sorted([*history, *steps], key=attrgetter("at"))


def page_version(history: Sequence[Any], panels: Iterable[Panel], is_late: bool = False) -> str:
    """Equal while the page of a row shows the same: its history (never empty), panels and lateness."""
    parts = [str(history[-1].pk), *(panel.version for panel in panels if panel.version)]
    return "-".join([*parts, "late"] if is_late else parts)
