import pytest

from config.panels import PANELS
from core.actors import SYSTEM
from core.panels import Panel, hang, panels_of


class Row:
    def __init__(self, pk):
        self.pk = pk


@pytest.fixture
def hanging():
    yield hang
    hang(PANELS)


def test_each_row_has_its_panels_in_the_order_they_hang(hanging):
    def first(rows, reader):
        return {row.pk: Panel("a.html", row.pk) for row in rows}

    def second(rows, reader):
        return {2: Panel("b.html", reader)}

    hanging({"ticket": [first, second]})

    found = panels_of("ticket", [Row(1), Row(2)], SYSTEM)

    assert found == {
        1: [Panel("a.html", 1)],
        2: [Panel("a.html", 2), Panel("b.html", SYSTEM)],
    }


def test_a_place_where_nothing_hangs_is_empty(hanging):
    hanging({})

    assert panels_of("ticket", [Row(1)], SYSTEM) == {1: []}
