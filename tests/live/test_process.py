"""The live process over real sockets."""

import json
import signal
import subprocess
import sys
import time

import pytest
from django.core import signing

from live.hub import DEPTH
from live.messages import delta_of, invalidation_of
from live.tokens import LIFETIME, SALT, make_token
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


def test_a_delta_comes_whole_and_in_order(listen, rig_of_postgres):
    stream = opened(listen, "seatmap.7")

    rig_of_postgres.send([delta_of("seatmap.7", number, {"seat": "가12"}) for number in (4, 5)])

    assert [json.loads(stream.event()[1]) for _number in (4, 5)] == [
        {"topic": "seatmap.7", "seq": number, "data": {"seat": "가12"}} for number in (4, 5)
    ]


def test_changes_between_render_and_stream_are_sent(listen, rig_of_postgres):
    witness = opened(listen, ORDER)
    token = make_token([ORDER, "order.OTHER"])
    rig_of_postgres.send([invalidation_of(ORDER)])
    witness.event()

    late = listen(token)

    assert late.event() == ("hello", "")
    assert late.event() in {invalidation_event(ORDER), ("gap", "")}


def signed(at, topics=(ORDER,)):
    return signing.Signer(salt=SALT).sign_object({"t": list(topics), "r": "", "at": at})


def test_a_stale_token_gets_a_stale_event_and_the_end(listen):
    stream = listen(signed(time.time() - LIFETIME - 1))

    assert stream.event() == ("stale", "")
    assert stream.event() is None


@pytest.mark.parametrize("token", ["", "x", "a:b", "%FF%00", make_token([ORDER])[:-1] + "%21"])
def test_a_forged_token_is_refused(listen, token):
    assert listen(token).status == 403


@pytest.mark.parametrize(
    ("line", "status"), [("POST /live/", 405), ("GET /", 404), ("GET /live/?token=%", 403)]
)
def test_invalid_requests_are_refused(live, line, status):
    import socket

    with socket.create_connection(("127.0.0.1", live.port), timeout=5) as asked:
        asked.sendall(f"{line} HTTP/1.0\r\nContent-Length: 0\r\n\r\n".encode())

        assert int(asked.makefile().readline().split()[1]) == status


def test_only_the_sites_own_pages_may_listen(listen, settings):
    stream = opened(listen, ORDER)

    assert stream.headers["access-control-allow-origin"] == settings.SITE_ORIGIN
    assert stream.headers["content-type"] == "text/event-stream"
    assert stream.headers["cache-control"] == "no-store"


def test_a_slow_reader_is_dropped_and_others_receive_all(live, listen, rig_of_postgres):
    dropped = live.count("dropped_total")
    slow, quick = opened(listen, "seatmap.8", receive_buffer=2048), opened(listen, "seatmap.8")
    many = 4 * DEPTH

    received = []
    for number in range(many):
        rig_of_postgres.send([delta_of("seatmap.8", number, "x" * 6000)])
        received.append(json.loads(quick.event()[1])["seq"])

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
