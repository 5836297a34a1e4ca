"""Merging of invalidations in quick succession, and the topics sent lately."""

import asyncio

from live.pacing import INVALIDATION_INTERVAL, MARGIN, SPAN, Pacer, RecentTopics


def test_repeated_invalidations_are_merged():
    delivered = []

    async def invalidate_often():
        pacer = Pacer(delivered.append)
        for _each in range(10):
            pacer.invalidate("order.A")
        pacer.invalidate("order.B")
        assert delivered == ["order.A", "order.B"]
        await asyncio.sleep(4 * INVALIDATION_INTERVAL)
        assert delivered == ["order.A", "order.B", "order.A"]
        pacer.invalidate("order.A")

    asyncio.run(invalidate_often())

    assert delivered == ["order.A", "order.B", "order.A", "order.A"]


def set_time(monkeypatch, now):
    monkeypatch.setattr("live.pacing.time.time", lambda: now)


def test_missed_topics_are_those_sent_since_the_page_was_rendered(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    set_time(monkeypatch, 1010)
    topics.note("order.OLD")
    set_time(monkeypatch, 1020)
    topics.note("order.NEW")

    assert topics.missed_by(["order.OLD", "order.NEW", "order.NONE"], 1015) == ["order.NEW"]


def test_an_unknown_past_is_a_gap(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    set_time(monkeypatch, 1100)

    assert topics.missed_by(["order.A"], 1100 - SPAN) is None
    assert topics.missed_by(["order.A"], 1100 - SPAN + MARGIN + 1) == []
    topics.clear()
    assert topics.missed_by(["order.A"], 1100) is None


def test_recent_topics_expire(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    topics.note("order.A")
    set_time(monkeypatch, 1000 + SPAN + 1)

    topics.note("order.B")

    assert list(topics._sent) == ["order.B"]
