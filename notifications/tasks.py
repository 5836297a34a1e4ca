"""Jobs: they fetch, call one service, and may run twice."""

from notifications import outbox, services


def send_mails_of(event_key: str) -> None:
    outbox.send_mails_of(event_key)


def send_due_mails() -> int:
    return outbox.send_due_mails()


def purge_old() -> int:
    return services.purge_old()
