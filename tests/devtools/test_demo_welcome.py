"""What the demo says in its terminal."""

import os
import sys

import pytest

from devtools.demo.accounts import DEMO_PASSWORD
from devtools.demo.site import _announce
from devtools.stubs.server import LoopbackServer, QuietHandler

ENTER, END = b"\n", b"\x04"


class Site(LoopbackServer):
    handler = QuietHandler  # whose answer is an error, but an answer


@pytest.fixture
def keyboard(monkeypatch):
    """`keyboard(keys)`: they were pressed in the terminal that is the standard input."""
    ours, terminal = os.openpty()
    with open(ours, "wb", buffering=0) as keys, open(terminal) as lines:
        monkeypatch.setattr(sys, "stdin", lines)
        yield keys.write


def test_each_enter_shows_the_address_and_accounts_of_the_demo_again(keyboard, capsys):
    keyboard(ENTER + ENTER + END)

    with Site() as site:
        _announce(site.server.server_port, "")

    shown = capsys.readouterr().out
    assert shown.count(f"Jumun is at http://localhost:{site.server.server_port}/") == 3
    assert shown.count(DEMO_PASSWORD) == 3
