import os
import re
import signal
import socket
import subprocess
import urllib.request
from contextlib import closing

import psutil
import pytest

from tests.live.streaming import free_port, wait_until
from tests.platform.conftest import checkouts

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds: the machine may be busy


@pytest.fixture(scope="module")
def loaded():
    """The folder of a demo that was up before: its database, its pictures."""
    with checkouts() as make:
        own = make()
        own.postgres("start")
        for command in ("migrate --verbosity 0", "load_demo"):
            own.manage(command, DEBUG="1")
        own.postgres("stop")
        yield own.path / ".local"


@pytest.fixture
def known_checkout(checkout, loaded):
    """A checkout whose demo was up before."""
    subprocess.run(["cp", "--archive", loaded, checkout.path], check=True)
    return checkout


@pytest.fixture
def demo(checkout, monkeypatch):
    """Starts the demo and returns it with its address, once it says that it is up."""
    started = []
    monkeypatch.setenv("PORT", str(free_port()))  # where no demo of another test looks for one

    def start():
        child = checkout.start("config.demo", start_new_session=True)
        started.append(child)
        lines = []
        for line in child.stdout:
            lines.append(line)
            if found := re.search(r"Jumun is at (\S+)", line):
                return child, found[1], "".join(lines)
        raise AssertionError("".join(lines))

    yield start
    for child in started:
        child.terminate()  # not killed: it must take its own children along
        child.communicate(timeout=PATIENCE)


def test_demo_is_up_twice_and_stops_whole_each_time(demo, checkout):
    for sign in (signal.SIGINT, signal.SIGTERM):
        child, address, _ = demo()
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200

        os.kill(child.pid, sign)
        said, _ = child.communicate(timeout=PATIENCE)

        assert child.returncode == 0
        assert "Traceback" not in said
        assert processes_of(checkout) == []


def test_demo_with_providers_offers_them_and_takes_them_along(known_checkout, demo, monkeypatch):
    monkeypatch.setenv("DEMO_PROVIDERS", "1")

    child, _address, _said = demo()
    deposits = re.search(r"(http\S+)/accounts", "".join(up_to(child, "/accounts")))[1]
    with urllib.request.urlopen(f"{deposits}/v2/standard") as script:
        assert b"TossPayments" in script.read()
    child.terminate()
    child.communicate(timeout=PATIENCE)

    assert child.returncode == 0
    assert processes_of(known_checkout) == []


def up_to(child, text):
    """What it says until the line with the text."""
    for line in child.stdout:
        yield line
        if text in line:
            return


def test_demo_ends_when_one_process_dies_and_says_which(known_checkout, demo):
    child, _address, said = demo()
    worker = psutil.Process(int(re.search(r"worker started \(pid=(\d+)\)", said)[1]))
    wait_until(worker.children)  # which have its output open, and go on for a while

    worker.kill()
    said, _ = child.communicate(timeout=PATIENCE)

    assert child.returncode == 1
    assert "The demo ends: its worker was killed by SIGKILL (exit code -9)." in said
    assert "worker |" not in said  # nothing is logged of what goes well
    assert processes_of(known_checkout) == []


def test_demo_has_live_pages(known_checkout, demo):
    _child, _address, said = demo()
    live = psutil.Process(int(re.search(r"live started \(pid=(\d+)\)", said)[1]))
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

        _, address, said = demo()

    assert f"Port {taken} is taken: using" in said
    assert not address.endswith(f":{taken}/")


def processes_of(checkout):
    """The processes that work in the checkout, its database server's among them."""
    folder = str(checkout.path)
    return [p.info for p in psutil.process_iter(["cmdline", "cwd"]) if folder in str(p.info)]
