"""`make demo`: the whole site on this machine, on sample data, until Ctrl-C."""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from devtools.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from devtools.demo.page_contents import SLUG
from devtools.demo.parts import Part, PartDied, stop, watch
from devtools.demo.providers import NoProviders, stand_ins, welcome
from devtools.postgres.binaries import EmbeddedPostgresError
from devtools.postgres.server import SITE

PROJECT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
FIRST_PORT = 8000
PATIENCE = 60  # seconds for the site's first answer
TAKEN = {errno.EADDRINUSE, errno.EACCES}  # a machine without IPv6 says something else

Checks = dict[str, Callable[[], bool]]  # whether what we did not start as a part is alive


def main() -> int:
    """Run the demo and return its exit code: 0 if it was told to stop, 1 if something died."""
    choices = argparse.ArgumentParser(prog="make demo ARGS=…", description=__doc__)
    choices.add_argument("-v", "--verbose", action="store_true", help="log what goes well, too")
    level = "INFO" if choices.parse_args().verbose else "WARNING"
    os.environ.setdefault("LOG_LEVEL", level)
    os.environ.setdefault("WEB_LOG_LEVEL", level.lower())
    # A shell has what it starts in the background ignore SIGINT.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    os.environ["DEBUG"] = "1"
    os.environ.setdefault("FEATURES", "food,coupons,products,tickets,billing")
    try:
        return _run(_free_port(int(os.environ.get("PORT", FIRST_PORT))))
    except KeyboardInterrupt:
        return 0
    except (EmbeddedPostgresError, ImproperlyConfigured, NoProviders, _Failed) as trouble:
        print(f"The demo cannot run: {trouble}", file=sys.stderr)
        return 1


class _Failed(Exception):
    pass


def _run(port: int) -> int:
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    live_port = _free_port(port + 1)
    os.environ.setdefault("LIVE_BIND", f"{HOST}:{live_port}")
    os.environ.setdefault("LIVE_URL", f"http://localhost:{live_port}/live/")
    if not Environment().switch("DEMO_PROVIDERS", default=False):
        return _run_in_environment(port, "", {})
    with stand_ins(f"http://{HOST}:{port}") as (providers, is_alive):
        os.environ.update(providers)
        checks = {"stand-ins of the payment providers": is_alive}
        return _run_in_environment(port, welcome(providers), checks)


def _run_in_environment(port: int, more: str, checks: Checks) -> int:
    from config import settings  # after the environment is complete

    if settings.DATABASE_URL:
        return _prepare_and_serve(port, more, checks)
    SITE.ensure_running()
    try:
        own = {"database": SITE.is_running}
        return _prepare_and_serve(port, more, checks | own)
    finally:
        _stop_postgres()


def _prepare_and_serve(port: int, more: str, checks: Checks) -> int:
    _manage("load_demo", "--migrate")  # in one process: each loads the whole site
    return _serve(port, more, checks)


def _manage(*arguments: str) -> None:
    """Run a command of manage.py, away from the keyboard's Ctrl-C, so that only we answer it."""
    command = [sys.executable, "manage.py", *arguments]
    with subprocess.Popen(command, cwd=PROJECT, start_new_session=True) as child:
        try:
            failed = child.wait()
        except KeyboardInterrupt:
            child.terminate()
            raise
    if failed:
        raise _Failed(f"manage.py {arguments[0]} failed; its message is above.")


def _serve(port: int, more: str, checks: Checks) -> int:
    python = sys.executable
    commands = {
        "site": f"-m gunicorn config.wsgi -c config/gunicorn.py -b {HOST}:{port}",
        "worker": "manage.py worker",
        "live": "-m live",
    }
    parts: list[Part] = []
    Thread(target=_announce, args=[port, more], daemon=True).start()
    try:
        for name, command in commands.items():
            parts.append(Part(name, [python, *command.split()], PROJECT))
        watch(parts, checks)
    except PartDied as death:
        print(f"The demo ends: {death}.", file=sys.stderr, flush=True)
        return 1
    finally:
        stop(parts)


def _announce(port: int, more: str) -> None:
    """Say where the site is, as soon as it answers, and whenever somebody presses Enter."""
    address = f"http://{HOST}:{port}/"
    deadline = time.monotonic() + PATIENCE
    while not _answers(address):
        if time.monotonic() > deadline:
            print(
                f"{address} has not answered for {PATIENCE} seconds.", file=sys.stderr, flush=True
            )
            return
        time.sleep(0.2)
    words = _welcome(f"http://localhost:{port}/", more)
    print(words, flush=True)
    if sys.stdin.isatty():
        for _line in sys.stdin:
            print(words, flush=True)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True  # an error page is an answer too, and the log above says more
    except OSError:
        return False
    return True


def _welcome(address: str, more: str) -> str:
    people = "\n".join(f"  {role:<10}{email}" for role, email, _name in DEMO_ACCOUNTS)
    line = "=" * 64
    return (
        f"\n{line}\n  Jumun is at {address}\n\n{people}\n  password  {DEMO_PASSWORD}  (all of them)\n\n"
        f"  a product page   {address}p/{SLUG}/\n\n"
        f"{more}  Enter shows this again. Ctrl-C stops everything; the data is kept.\n{line}\n"
    )


def _free_port(first: int) -> int:
    for port in range(first, first + 200):
        if _is_free(port):
            if port != first:
                print(f"Port {first} is taken: using {port}.")
            return port
    raise _Failed(f"no port from {first} to {first + 199} is free.")


def _is_free(port: int) -> bool:
    """Whether nobody listens there, on IPv4 or IPv6: browsers try both for localhost."""
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno in TAKEN:
                return False
    return True


def _stop_postgres() -> None:
    """Stop the database, unless tests or another command of this checkout still use it."""
    for _ in range(10):  # the sessions of processes that just ended take a moment to end too
        if not SITE.is_running():
            return
        if SITE.is_idle():
            SITE.stop()
        time.sleep(0.1)
