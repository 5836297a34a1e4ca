"""Jobs: they call one service, and may run twice."""

from affiliates import clicks, partners


def purge_old_keys() -> int:
    return clicks.purge_old_keys()


def erase_settled_accounts() -> int:
    return partners.erase_settled_accounts()
