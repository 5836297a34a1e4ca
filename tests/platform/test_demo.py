import os
import re
import signal
import socket
import subprocess
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psutil
import pytest

from tests.live.streaming import free_port, wait_until
from tests.platform.conftest import DEMO, checkouts

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds: the machine may be busy


@contextmanager
def demos(checkout):
    """Starts the demo; returns it with its address, once it reports that it is up."""
    started = []

    def start():
        child = checkout.start("devtools.demo", start_new_session=True)
        started.append(child)
        lines = []
        for line in child.stdout:
            lines.append(line)
            if found := re.search(r"Jumun is at (\S+)", line):
                return child, found[1], "".join(lines)
        raise AssertionError("".join(lines))

    try:
        yield start
    finally:
        for child in started:
            child.terminate()  # not killed: it must stop its children itself
            child.communicate(timeout=PATIENCE)


@pytest.fixture
def own_port(monkeypatch):
    monkeypatch.setenv("PORT", str(free_port()))  # not used by the demos of other tests


@dataclass(frozen=True)
class Stay:
    """The state of a demo while it was up, and how it ended."""

    status: int
    exit_code: int
    output: str
    left: list


def visit(start, sign, checkout):
    child, address, _ = start()
    with urllib.request.urlopen(address) as answer:
        status = answer.status

    os.kill(child.pid, sign)
    output, _ = child.communicate(timeout=PATIENCE)

    return Stay(status, child.returncode, output, processes_of(checkout))


@pytest.fixture(scope="module")
def first_stay():
    """A demo's first start in a new checkout, and the folder of its database and pictures."""
    with pytest.MonkeyPatch.context() as patch, checkouts(DEMO) as make:
        patch.setenv("PORT", str(free_port()))
        own = make()
        with demos(own) as start:
            yield visit(start, signal.SIGINT, own), own.path / ".local"


@pytest.fixture
def checkout():
    with checkouts(DEMO) as make:
        yield make()


@pytest.fixture
def known_checkout(checkout, first_stay):
    """A checkout whose demo was up before."""
    subprocess.run(["cp", "--archive", first_stay[1], checkout.path], check=True)
    return checkout


@pytest.fixture
def demo(checkout, own_port, monkeypatch):
    """With one process for the site; the one that `first_stay` starts has as many as usual."""
    monkeypatch.setenv("WEB_WORKERS", "1")
    with demos(checkout) as start:
        yield start


def is_whole(stay):
    return (stay.status, stay.exit_code, stay.left) == (
        200,
        0,
        [],
    ) and "Traceback" not in stay.output


def test_demo_is_up_twice_and_stops_whole_each_time(first_stay, demo, known_checkout):
    assert is_whole(first_stay[0]), first_stay[0]

    second = visit(demo, signal.SIGTERM, known_checkout)

    assert is_whole(second), second


def test_demo_with_providers_offers_them_and_takes_them_along(known_checkout, demo, monkeypatch):
    monkeypatch.setenv("DEMO_PROVIDERS", "1")

    child, _address, _output = demo()
    deposits = re.search(r"(http\S+)/accounts", "".join(up_to(child, "/accounts")))[1]
    with urllib.request.urlopen(f"{deposits}/v2/standard") as script:
        assert b"TossPayments" in script.read()
    child.terminate()
    child.communicate(timeout=PATIENCE)

    assert child.returncode == 0
    assert processes_of(known_checkout) == []


def up_to(child, text):
    """The output up to the line with the text."""
    for line in child.stdout:
        yield line
        if text in line:
            return


def test_demo_ends_when_one_process_dies_and_says_which(known_checkout, demo):
    child, _address, output = demo()
    worker = psutil.Process(int(re.search(r"worker started \(pid=(\d+)\)", output)[1]))
    wait_until(worker.children)  # which have its output open, and run on for a while

    worker.kill()
    output, _ = child.communicate(timeout=PATIENCE)

    assert child.returncode == 1
    assert "The demo ends: its worker was killed by SIGKILL (exit code -9)." in output
    assert "worker |" not in output  # successes are not logged
    assert processes_of(known_checkout) == []


def test_demo_has_live_pages(known_checkout, demo):
    _child, _address, output = demo()
    live = psutil.Process(int(re.search(r"live started \(pid=(\d+)\)", output)[1]))
    [port] = wait_until(lambda: listens_at(live))

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/live/health/") as answer:
        assert answer.status == 200


def listens_at(process):
    lines = process.net_connections("tcp4")
    return {line.laddr.port for line in lines if line.status == psutil.CONN_LISTEN}


def test_demo_takes_the_next_free_port_and_says_so(known_checkout, demo, monkeypatch):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))

        _, address, output = demo()

    assert f"Port {taken} is taken: using" in output
    assert not address.endswith(f":{taken}/")


def processes_of(checkout):
    """The processes that run in the checkout, its database server's among them."""
    folder = str(checkout.path)
    return [p.info for p in psutil.process_iter(["cmdline", "cwd"]) if folder in str(p.info)]
