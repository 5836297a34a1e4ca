"""Jobs: they load, call one service, and may run twice."""

from django.core.management import call_command

from core import throttle


def purge_old_counts() -> int:
    return throttle.purge_old_counts()


def clear_expired_sessions() -> None:
    call_command("clearsessions")
