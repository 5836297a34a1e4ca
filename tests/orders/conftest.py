import json
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings

from live.backplane import CHANNEL
from live.publish import outbox


@pytest.fixture
def overhear(settings, django_capture_on_commit_callbacks):
    """`with overhear() as topics:` lists the topics invalidated by what the block commits."""
    settings.LIVE_URL = "/live/"

    @contextmanager
    def listening():
        topics = []
        with listener() as connection:
            with django_capture_on_commit_callbacks(execute=True):
                yield topics
            assert outbox().drain()
            # Notifications are delivered in order: after this empty one, all before it have arrived.
            connection.cursor().execute(f"NOTIFY {CHANNEL}")
            payloads = [each.payload for each in connection.notifies if each.payload]
            topics += [json.loads(text)["topic"] for text in payloads]

    return listening


@contextmanager
def listener():
    connection = psycopg2.connect(settings.LIVE_DATABASE_DSN)
    connection.autocommit = True
    connection.cursor().execute(f"LISTEN {CHANNEL}")
    yield connection
    connection.close()
