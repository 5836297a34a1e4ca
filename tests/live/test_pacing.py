"""What the live process remembers: what it said just now, and lately."""

import asyncio

from live.pacing import MARGIN, PAUSE, SPAN, Memory, Pacer


def test_many_hints_become_one_at_once_and_one_at_the_end():
    told = []

    async def hint_often():
        pacer = Pacer(told.append)
        for _each in range(10):
            pacer.invalidate("order.A")
        pacer.invalidate("order.B")
        assert told == ["order.A", "order.B"]
        await asyncio.sleep(4 * PAUSE)
        assert told == ["order.A", "order.B", "order.A"]
        pacer.invalidate("order.A")

    asyncio.run(hint_often())

    assert told == ["order.A", "order.B", "order.A", "order.A"]


def memory_at(monkeypatch, now):
    monkeypatch.setattr("live.pacing.time.time", lambda: now)


def test_a_page_is_told_what_it_missed_and_nothing_else(monkeypatch):
    memory_at(monkeypatch, 1000)
    memory = Memory()
    memory_at(monkeypatch, 1010)
    memory.note("order.OLD")
    memory_at(monkeypatch, 1020)
    memory.note("order.NEW")

    assert memory.missed_by(["order.OLD", "order.NEW", "order.NONE"], 1015) == ["order.NEW"]


def test_what_nobody_remembers_is_a_gap(monkeypatch):
    memory_at(monkeypatch, 1000)
    memory = Memory()
    memory_at(monkeypatch, 1100)

    assert memory.missed_by(["order.A"], 1100 - SPAN) is None
    assert memory.missed_by(["order.A"], 1100 - SPAN + MARGIN + 1) == []
    memory.forget()
    assert memory.missed_by(["order.A"], 1100) is None


def test_memory_keeps_no_more_than_its_span(monkeypatch):
    memory_at(monkeypatch, 1000)
    memory = Memory()
    memory.note("order.A")
    memory_at(monkeypatch, 1000 + SPAN + 1)

    memory.note("order.B")

    assert list(memory._told) == ["order.B"]
