"""The tasks of the bench: they record their beginning and end."""

import os
import time

from django.db import connection

TABLE = """
DROP TABLE IF EXISTS bench_try;
CREATE TABLE bench_try (
    number int, pid int, sent double precision, began double precision, ended double precision
)
"""


def nothing() -> None:
    pass


def work(number: int, sent: float, seconds: float) -> None:
    """A row for the beginning, committed first, and the end written into it."""
    which = [number, os.getpid(), sent, time.time()]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_try VALUES (%s, %s, %s, %s)", which)
        time.sleep(seconds)
        cursor.execute(
            "UPDATE bench_try SET ended = %s WHERE number = %s AND pid = %s AND began = %s",
            [time.time(), number, which[1], which[3]],
        )
