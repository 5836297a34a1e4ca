"""Jobs: they call one service, and may run twice."""

from affiliates import clicks


def purge_old_keys() -> int:
    return clicks.purge_old_keys()
