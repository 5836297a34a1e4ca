"""Reactions of notifications to events, connected in config/reactions.py."""

from django.utils import timezone

from accounts.events import AccountDeleted
from delivery.events import DeliveryEvent, DeliveryUnclaimed
from delivery.models import Delivery
from jobs.queue import enqueue
from notifications.kinds import kinds_on
from notifications.models import Mail, MailState, Notice
from notifications.services import Notification, create_messages, purge_person
from notifications.tasks import send_mails_of
from orders.events import OrderEvent, OrdersErased
from payments.events import RefundEvent
from payments.models import Refund

NotifiedEvent = OrderEvent | RefundEvent | DeliveryEvent | DeliveryUnclaimed


def notify(event: NotifiedEvent) -> None:
    """Create rows only, in the transaction of the move; a job renders and sends the mails."""
    kinds = kinds_on(event)
    if kinds:
        notification = _notification(event)
        if create_messages(notification, kinds):
            enqueue(send_mails_of, notification.key)


def purge_reader(event: AccountDeleted) -> None:
    purge_person(event.row)


def delete_messages(event: OrdersErased) -> None:
    """Delete the orders' notices and mails, except queued mails, which may be being sent."""
    mails = Mail.objects.filter(order__in=event.orders)
    mails.exclude(state=MailState.QUEUED).delete()
    Notice.objects.filter(order__in=event.orders).delete()


def _notification(event: NotifiedEvent) -> Notification:
    if isinstance(event, DeliveryUnclaimed):
        return _unclaimed_notification(event.delivery)
    record, row = event.record, event.row
    refund = row if isinstance(row, Refund) else None
    return Notification(
        order=event.order,
        key=f"{record._meta.model_name}-{record.pk}",
        at=record.at,
        actor_id=record.actor_id,
        rider_id=_rider_of(event) if isinstance(event, DeliveryEvent) else None,
        note=record.note,
        amount=refund.amount if refund else None,
        currency=refund.payment.currency if refund else "",
    )


def _unclaimed_notification(delivery: Delivery) -> Notification:
    """This event has no recorded move: its key is the time when the search began."""
    key = f"search-{delivery.pk}-{delivery.searching_since:%Y%m%dT%H%M%S}"
    return Notification(order=delivery.order, key=key, at=timezone.now())


def _rider_of(event: DeliveryEvent) -> int | None:
    """The rider who has the delivery, or had it until this event."""
    return event.delivery.rider_id or event.order.carrier_id
