import shutil
import subprocess

import psycopg2
import pytest
import redis
from django.conf import settings

from live.postgres_backplane import PostgresBackplane
from live.publish import outbox
from live.redis_backplane import RedisBackplane
from tests.live.streaming import LiveProcess, Stream, free_port, wait_until

LISTENERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'jumun live' AND datname = current_database()"
)


class PostgresRig:
    """The database of the tests."""

    def __init__(self):
        self.environment = {"LIVE_DATABASE_DSN": settings.LIVE_DATABASE_DSN, "REDIS_URL": ""}

    def backplane(self):
        return PostgresBackplane(settings.LIVE_DATABASE_DSN)

    def cut(self):
        """Cut every connection of the backplane, on both of its sides."""
        with psycopg2.connect(settings.LIVE_DATABASE_DSN) as connection:
            connection.cursor().execute(LISTENERS)

    def stop(self):
        pass


class RedisRig:
    """A Redis server of its own."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.environment = {"REDIS_URL": self.url}
        self.start()

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self.answers)

    def answers(self):
        try:
            return redis.Redis.from_url(self.url).ping()
        except redis.ConnectionError:
            return False

    def backplane(self):
        return RedisBackplane(self.url)

    def cut(self):
        """Kill the server and start another: its connections are gone, as are its subscribers."""
        self.stop()
        self.start()

    def stop(self):
        self.server.kill()
        self.server.wait()


@pytest.fixture(params=["postgres", "redis"])
def rig(request, django_db_setup):
    if request.param == "redis" and not shutil.which("redis-server"):
        pytest.skip("No redis-server found (apt-get install redis-server): Redis was NOT tested.")
    made = {"postgres": PostgresRig, "redis": RedisRig}[request.param]()
    yield made
    made.stop()


@pytest.fixture
def rig_of_postgres(django_db_setup):
    """A sender to the live process that all tests share."""
    return PostgresRig().backplane()


@pytest.fixture(scope="session")
def live(django_db_setup):
    """One live process for all tests; tests that end one start their own."""
    process = LiveProcess(PostgresRig().environment).start()
    yield process
    process.end()


@pytest.fixture
def live_is_on(settings, live):
    settings.LIVE_URL = live.url
    yield
    outbox().drain()


@pytest.fixture
def listen(live):
    """Open a stream to the live process; its hello, and everything before it, are read already."""
    opened = []

    def open_stream(token, at=live, **options):
        opened.append(Stream(at, token, **options))
        return opened[-1]

    yield open_stream
    for stream in opened:
        stream.close()
