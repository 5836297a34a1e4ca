"""Stand-ins of the payment providers beside the demo: the stubs of the tests, offline, told of this site."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class NoProviders(Exception):
    pass


@contextmanager
def stand_ins(site: str) -> Iterator[tuple[dict[str, str], Callable[[], bool]]]:
    """Run them while inside; yields the environment in which the site takes them for the providers,
    and whether they are alive.

    `site` is where their messages go, without a slash at the end. Raises NoProviders.
    """
    command = [sys.executable, "-m", "devtools.stubs", site]
    # They serve until their input ends, so that they are gone even where this process is killed.
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            yield _settings_of(child), lambda: child.poll() is None
        finally:
            child.terminate()


def _settings_of(child: subprocess.Popen[str]) -> dict[str, str]:
    line = child.stdout.readline() if child.stdout else ""
    if not line:
        raise NoProviders("the stand-ins of the payment providers did not start.")
    output: dict[str, str] = json.loads(line)
    return output


def welcome(environment: dict[str, str]) -> str:
    """What a newcomer should know of them."""
    return (
        "  Stripe, Toss and a bank transfer are offered at checkout, and PayPal at\n"
        "  Tin Roof Pizza, which sells in dollars. They are stand-ins: no money moves.\n"
        f"  Deposits to Toss's virtual accounts: {environment['TOSS_URL']}/accounts\n\n"
    )
