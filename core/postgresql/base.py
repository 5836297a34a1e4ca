"""Django's PostgreSQL backend, but it asks the server whether a connection works only after a pause.

It can also have SELECTs prepared by the server (core.postgresql.preparing).
"""

import select
import time
from typing import Any

from core.postgresql.preparing import PreparingWrapper

# Seconds without use, after which a connection may have been lost without notice.
UNTRUSTED_AFTER = 5.0


class DatabaseWrapper(PreparingWrapper):
    """The engine of DATABASES.

    With CONN_HEALTH_CHECKS Django sends `SELECT 1` before the first query of every request and job. A server
    that is restarted, or ends a session, closes its end of the connection, which this process can see without
    asking. Only a network that drops packets shows nothing; that is what the query after a pause is for.
    """

    health_check_done: bool
    _used_at = 0.0

    def connect(self) -> None:
        super().connect()
        self._used_at = time.monotonic()

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request and job."""
        if self.health_check_done:  # it was used since the last call
            self._used_at = time.monotonic()
        super().close_if_unusable_or_obsolete()

    def close_if_health_check_failed(self) -> None:
        if not self.health_check_done and self.connection is not None:
            self.health_check_done = self._was_used_lately() and _has_nothing_to_read(
                self.connection
            )
        super().close_if_health_check_failed()

    def _was_used_lately(self) -> bool:
        return time.monotonic() - self._used_at < UNTRUSTED_AFTER


def _has_nothing_to_read(connection: Any) -> bool:
    """Whether nothing has arrived since the last answer: neither a message nor the end of the connection."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)  # POLLHUP and POLLERR are always reported
    return not poll.poll(0)
