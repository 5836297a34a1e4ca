"""Merging of invalidations in quick succession, and the topics sent lately."""

import asyncio

from live.messages import LiveState, count_of, invalidation_of, states_of
from live.pacing import (
    INVALIDATION_INTERVAL,
    MARGIN,
    SPAN,
    STATES_INTERVAL,
    Pacer,
    RecentTopics,
    StatePacer,
)


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


def test_states_in_quick_succession_are_merged_and_the_latest_wins():
    delivered = []

    async def send_often():
        pacer = StatePacer(delivered.append)
        for seat, version in [("1", 4), ("2", 9), ("2", 8), ("3", 7)]:
            pacer.add(states_of("seatmap.7", {seat: LiveState("h", version)}))
        pacer.add(states_of("seatmap.8", {"1": LiveState("h", 1)}))
        await asyncio.sleep(3 * STATES_INTERVAL)

    asyncio.run(send_often())

    assert [(message.topic, dict(message.states)) for message in delivered] == [
        ("seatmap.7", {"1": ("h", 4, None)}),
        ("seatmap.8", {"1": ("h", 1, None)}),
        ("seatmap.7", {"2": ("h", 9, None), "3": ("h", 7, None)}),
    ]


def set_time(monkeypatch, now):
    monkeypatch.setattr("live.pacing.time.time", lambda: now)


def test_missed_topics_are_those_sent_since_the_page_was_rendered(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    set_time(monkeypatch, 1010)
    topics.note(invalidation_of("order.OLD"))
    set_time(monkeypatch, 1020)
    topics.note(invalidation_of("order.NEW"))

    asked = ["order.OLD", "order.NEW", "order.NONE"]
    assert topics.missed_by(asked, 1015) == [invalidation_of("order.NEW")]


def test_a_missed_count_is_the_highest_and_no_reason_to_fetch(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    set_time(monkeypatch, 1020)
    for count in (7, 9, 8):
        topics.note(count_of("campaign.A", count))

    assert topics.missed_by(["campaign.A"], 1015) == [count_of("campaign.A", 9)]


def test_missed_states_are_fetched(monkeypatch):
    set_time(monkeypatch, 1000)
    topics = RecentTopics()
    set_time(monkeypatch, 1020)
    topics.note(states_of("seatmap.7", {"12": LiveState("h", 1)}))

    assert topics.missed_by(["seatmap.7"], 1015) == [invalidation_of("seatmap.7")]


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
    topics.note(count_of("campaign.A", 1))
    set_time(monkeypatch, 1000 + SPAN + 1)

    topics.note(invalidation_of("order.B"))

    assert list(topics._sent) == [("order.B", False)]
    assert topics._counts == {}
