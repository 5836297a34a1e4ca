"""Reactions of notifications to events, connected in config/reactions/."""

from collections.abc import Iterable

from accounts.events import AccountDeleted
from core.events import Event
from core.notifications import kinds_on
from jobs.queue import BULK_PRIORITY, enqueue
from notifications.broadcasts import start_broadcast
from notifications.consent import end_consents
from notifications.creation import notify_recipients
from notifications.models import Mail, MailState, Notice
from notifications.services import purge_person
from notifications.tasks import notify_batch, send_mails_of
from orders.events import OrdersErased
from stores.events import RestockRequestsDeleted
from stores.restocks import event_keys
from ticketing.waiting.events import WishesDeleted
from ticketing.waiting.wishes import event_keys as keys_of_wish


def notify(event: Event) -> None:
    """Create rows only, in the transaction of the event; jobs notify many users and send the mails."""
    kinds = kinds_on(event)
    few = [kind for kind in kinds if kind.recipients]
    priority = BULK_PRIORITY if any(kind.bulk for kind in few) else 0
    for key in notify_recipients(event, few) if few else ():
        enqueue(send_mails_of, key, priority=priority)
    for kind in kinds:
        broadcast = start_broadcast(event, kind) if kind.crowd else None
        if broadcast is not None:
            enqueue(notify_batch, broadcast, priority=BULK_PRIORITY)


def purge_reader(event: AccountDeleted) -> None:
    purge_person(event.row)
    end_consents(event.row, event.at)


def delete_messages(event: OrdersErased) -> None:
    """Delete the orders' notices and mails, except queued mails, which may be being sent."""
    mails = Mail.objects.filter(order__in=event.orders)
    mails.exclude(state=MailState.QUEUED).delete()
    Notice.objects.filter(order__in=event.orders).delete()


def delete_restock_mails(event: RestockRequestsDeleted) -> None:
    """Delete the mails about these requests, except queued ones, which may be being sent."""
    _delete_mails(key for each in event.ids for key in event_keys(each).values())


def delete_wish_mails(event: WishesDeleted) -> None:
    """As `delete_restock_mails`."""
    _delete_mails(key for each in event.ids for key in keys_of_wish(each).values())


def _delete_mails(keys: Iterable[str]) -> None:
    mails = Mail.objects.filter(event_key__in=list(keys), user=None)
    mails.exclude(state=MailState.QUEUED).delete()
