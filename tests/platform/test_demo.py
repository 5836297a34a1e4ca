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


@dataclass(frozen=True)
class Stay:
    """The state of a demo while it was up, and how it ended."""

    status: int
    exit_code: int
    output: str
    left: list


@dataclass(frozen=True)
class SecondStay:
    stay: Stay
    taken_port: int
    provider_script: bytes
    live_status: int


@pytest.fixture(scope="module")
def first_stay():
    """A demo's first start in a new checkout, and the folder of its database and pictures."""
    with pytest.MonkeyPatch.context() as patch, checkouts(DEMO) as make:
        patch.setenv("PORT", str(free_port()))  # not used by the demos of other tests
        own = make()
        with demos(own) as start:
            child, address, _ = start()
            yield ended(child, own, signal.SIGINT, status_of(address)), own.path / ".local"


@pytest.fixture(scope="module")
def second_stay(first_stay):
    """Of a demo that was up before, with providers, its port taken by another program."""
    with pytest.MonkeyPatch.context() as patch, known_checkout(first_stay, patch) as own:
        patch.setenv("DEMO_PROVIDERS", "1")
        with (
            closing(socket.create_server(("127.0.0.1", free_port()))) as other,
            demos(own) as start,
        ):
            taken = other.getsockname()[1]
            patch.setenv("PORT", str(taken))
            child, address, output = start()
            output += "".join(up_to(child, "/accounts"))
            script, live = script_of_a_provider(output), status_of(address_of_live(output))
            stay = ended(child, own, signal.SIGTERM, status_of(address), output)
            return SecondStay(stay, taken, script, live)


@contextmanager
def known_checkout(first_stay, patch):
    """A checkout whose demo was up before, with one process for the site: the first one has two."""
    patch.setenv("WEB_WORKERS", "1")
    with checkouts(DEMO) as make:
        own = make()
        subprocess.run(["cp", "--archive", first_stay[1], own.path], check=True)
        yield own


def status_of(address):
    with urllib.request.urlopen(address) as answer:
        return answer.status


def up_to(child, text):
    """The output up to the line with the text."""
    for line in child.stdout:
        yield line
        if text in line:
            return


def script_of_a_provider(output):
    deposits = re.search(r"(http\S+)/accounts", output)[1]
    with urllib.request.urlopen(f"{deposits}/v2/standard") as script:
        return script.read()


def address_of_live(output):
    live = psutil.Process(int(re.search(r"live started \(pid=(\d+)\)", output)[1]))
    [port] = wait_until(lambda: listens_at(live))
    return f"http://127.0.0.1:{port}/live/health/"


def listens_at(process):
    lines = process.net_connections("tcp4")
    return {line.laddr.port for line in lines if line.status == psutil.CONN_LISTEN}


def ended(child, checkout, sign, status, output=""):
    """How the demo ends after the signal."""
    os.kill(child.pid, sign)
    rest, _ = child.communicate(timeout=PATIENCE)
    return Stay(status, child.returncode, output + rest, processes_of(checkout))


def processes_of(checkout):
    """The processes that run in the checkout, its database server's among them."""
    folder = str(checkout.path)
    return [p.info for p in psutil.process_iter(["cmdline", "cwd"]) if folder in str(p.info)]


def is_whole(stay):
    return (stay.status, stay.exit_code, stay.left) == (
        200,
        0,
        [],
    ) and "Traceback" not in stay.output


def test_demo_is_up_twice_and_stops_whole_each_time(first_stay, second_stay):
    assert is_whole(first_stay[0]), first_stay[0]
    assert is_whole(second_stay.stay), second_stay.stay


def test_demo_with_providers_offers_them_and_takes_them_along(second_stay):
    assert b"TossPayments" in second_stay.provider_script
    assert second_stay.stay.exit_code == 0
    assert second_stay.stay.left == []


def test_demo_has_live_pages(second_stay):
    assert second_stay.live_status == 200


def test_demo_takes_the_next_free_port_and_says_so(second_stay):
    output, taken = second_stay.stay.output, second_stay.taken_port

    next_port = re.search(f"Port {taken} is taken: using (.+)\\.", output)[1]
    assert f"Jumun is at http://localhost:{next_port}/" in output
    assert next_port != str(taken)


def test_demo_ends_when_one_process_dies_and_says_which(first_stay, monkeypatch):
    monkeypatch.setenv("PORT", str(free_port()))
    with known_checkout(first_stay, monkeypatch) as checkout, demos(checkout) as start:
        child, _address, output = start()
        worker = psutil.Process(int(re.search(r"worker started \(pid=(\d+)\)", output)[1]))
        wait_until(worker.children)  # which have its output open, and run on for a while

        worker.kill()
        output, _ = child.communicate(timeout=PATIENCE)

        assert child.returncode == 1
        assert "The demo ends: its worker was killed by SIGKILL (exit code -9)." in output
        assert "worker |" not in output  # successes are not logged
        assert processes_of(checkout) == []
