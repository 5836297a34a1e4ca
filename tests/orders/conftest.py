import json
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings

from live.backplane import CHANNEL
from live.publish import outbox


@pytest.fixture
def overhear(settings, django_capture_on_commit_callbacks):
    """`with overhear() as told:` lists the topics that open pages are told of what the block commits."""
    settings.LIVE_URL = "/live/"

    @contextmanager
    def listening():
        told = []
        with listener() as connection:
            with django_capture_on_commit_callbacks(execute=True):
                yield told
            assert outbox().drain()
            # Our own word comes after all that others said before it.
            connection.cursor().execute(f"NOTIFY {CHANNEL}")
            heard = [each.payload for each in connection.notifies if each.payload]
            told += [json.loads(text)["topic"] for text in heard]

    return listening


@contextmanager
def listener():
    connection = psycopg2.connect(settings.LIVE_DATABASE_DSN)
    connection.autocommit = True
    connection.cursor().execute(f"LISTEN {CHANNEL}")
    yield connection
    connection.close()
