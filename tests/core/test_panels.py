from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from config.wiring import connect_all
from core.actors import SYSTEM
from core.panels import Panel, TimelineEntry, panels_of, register, timeline

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Row:
    def __init__(self, pk):
        self.pk = pk


@pytest.fixture
def registered():
    yield register
    connect_all()


def test_each_row_has_its_panels_in_the_registered_order(registered):
    def first(rows, reader, now):
        return {row.pk: Panel("a.html", row.pk) for row in rows}

    def second(rows, reader, now):
        return {2: Panel("b.html", (reader, now))}

    registered({"board-card": [first, second]})

    found = panels_of("board-card", [Row(1), Row(2)], SYSTEM, NOW)

    assert found == {
        1: [Panel("a.html", 1)],
        2: [Panel("a.html", 2), Panel("b.html", (SYSTEM, NOW))],
    }


def test_a_place_without_panels_is_empty(registered):
    registered({})

    assert panels_of("board-card", [Row(1)], SYSTEM, NOW) == {1: []}


@dataclass
class Record:
    at: datetime
    label: str


def test_a_timeline_is_merged_from_the_page_and_its_panels_by_time():
    def at(minute):
        return datetime(2026, 11, 21, 12, minute, tzinfo=UTC)

    history = [Record(at(0), "Placed"), Record(at(2), "Cancelled")]
    money = Panel(
        "m.html", None, steps=[TimelineEntry(at(2), "Owed"), TimelineEntry(at(4), "Sent")]
    )
    ride = Panel("r.html", None, steps=[TimelineEntry(at(3), "Stopped")])

    steps = timeline(history, [money, ride, Panel("none.html", None)])

    assert [step.label for step in steps] == ["Placed", "Cancelled", "Owed", "Stopped", "Sent"]
