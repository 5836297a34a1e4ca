"""The live process over real sockets."""

import json
import signal
import subprocess
import sys

import pytest

from live.hub import DEPTH
from live.messages import LiveMessage, LiveState, invalidation_of, states_of
from live.tokens import make_token
from tests.live.streaming import LiveProcess, Stream, wait_until

ORDER = "order.J7K3MNPQ"


def opened(listen, *topics, **options):
    """A stream past its hello, and past the catch-up that a young process sends."""
    stream = listen(make_token(topics), **options)
    assert stream.event() == ("hello", "")
    if not stream.is_silent():
        assert stream.is_silent()
    return stream


def invalidation_event(topic):
    return "news", json.dumps({"topic": topic}, separators=(",", ":"))


@pytest.fixture
def own(rig):
    """A live process that this test may kill, on each backplane."""
    process = LiveProcess(rig.environment).start()
    yield process
    if process.child.poll() is None:
        process.end()


def test_messages_reach_only_subscribers_of_the_topic(listen, rig_of_postgres):
    subscribed, other = opened(listen, ORDER), opened(listen, "order.OTHER")

    rig_of_postgres.send([invalidation_of(ORDER)])

    assert subscribed.event() == invalidation_event(ORDER)
    assert other.is_silent()


def test_states_arrive(listen, rig_of_postgres):
    stream = opened(listen, "seatmap.7")
    seats = {"1": LiveState("h", 4), "2": LiveState("가", 9, 1_700_000_300_000)}

    rig_of_postgres.send([states_of("seatmap.7", seats)])

    states = {"1": ["h", 4, None], "2": ["가", 9, 1_700_000_300_000]}
    assert json.loads(stream.event()[1]) == {"topic": "seatmap.7", "states": states}


def test_only_the_sites_own_pages_may_listen(listen, settings):
    stream = opened(listen, ORDER)

    assert stream.headers["access-control-allow-origin"] == settings.SITE_ORIGIN
    assert stream.headers["content-type"] == "text/event-stream"
    assert stream.headers["cache-control"] == "no-store"


def heavy(count):
    """A count of 6 kB: counts are not merged in the process."""
    text = json.dumps({"topic": "seatmap.8", "count": count, "pad": "x" * 6000})
    return LiveMessage("seatmap.8", text, count)


def test_a_slow_reader_is_dropped_and_others_receive_all(live, listen, rig_of_postgres):
    dropped = live.count("dropped_total")
    slow, quick = opened(listen, "seatmap.8", receive_buffer=2048), opened(listen, "seatmap.8")
    many = 4 * DEPTH

    received = []
    for number in range(many):
        rig_of_postgres.send([heavy(number)])
        received.append(json.loads(quick.event()[1])["count"])

    assert received == list(range(many))
    assert live.count("dropped_total") == dropped + 1
    missed = list(iter(slow.event, None))  # reads on: what was sent, then the end
    assert len(missed) < many


def test_sigterm_ends_all_streams_soon(own):
    streams = [Stream(own, make_token([ORDER])) for _each in range(50)]
    stuck = Stream(own, make_token([ORDER]), receive_buffer=2048)

    took = own.end(signal.SIGTERM)

    assert took < 3
    for stream in [*streams, stuck]:
        assert list(iter(stream.event, None))[:1] == [("hello", "")]
        stream.close()


def test_a_cut_backplane_is_a_gap_for_every_page_and_shows_in_health(own, rig):
    stream = Stream(own, make_token([ORDER]))
    assert stream.event() == ("hello", "")
    assert stream.event() == ("gap", "")  # the process is younger than the page may be

    rig.cut()

    assert stream.event() == ("gap", "")
    wait_until(lambda: own.get("health/") == (200, "ok\n"))
    rig.backplane().send([invalidation_of(ORDER)])
    assert stream.event() == invalidation_event(ORDER)
    assert own.count("gaps_total") == 2
    stream.close()


def test_without_a_backplane_it_is_ill_but_lives():
    process = LiveProcess({"LIVE_DATABASE_DSN": "host=127.0.0.1 port=1", "REDIS_URL": ""})
    process.start(healthy=503)

    assert process.get("health/") == (503, "no backplane\n")
    assert process.count("backplane_up") == 0
    process.end()


def test_the_process_loads_no_orm():
    code = "import live.app, live.__main__, sys; print('django.db.models' in sys.modules)"

    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert output.stdout == "False\n"


def test_metrics_count(live, listen, rig_of_postgres):
    stream = opened(listen, ORDER)
    before = live.count("news_total")

    rig_of_postgres.send([invalidation_of(ORDER)])
    stream.event()

    assert live.count("news_total") == before + 1
    assert live.count("connections") >= 1
    stream.close()
