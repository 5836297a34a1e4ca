"""What notifications do on events; config/reactions.py says on which."""

from django.utils import timezone

from accounts.events import AccountDeleted
from delivery.events import DeliveryEvent, DeliveryUnclaimed
from delivery.models import Delivery
from jobs.queue import enqueue
from notifications.kinds import kinds_on
from notifications.models import Mail, MailState, Notice
from notifications.services import Notification, purge_person, tell
from notifications.tasks import send_mails_of
from orders.events import OrderEvent, OrdersErased
from payments.events import RefundEvent
from payments.models import Refund

Telling = OrderEvent | RefundEvent | DeliveryEvent | DeliveryUnclaimed


def notify(event: Telling) -> None:
    """Rows only, in the transaction of the move; the mails are written and sent by a job."""
    kinds = kinds_on(event)
    if kinds:
        news = _news(event)
        if tell(news, kinds):
            enqueue(send_mails_of, news.key)


def purge_reader(event: AccountDeleted) -> None:
    purge_person(event.row)


def delete_messages(event: OrdersErased) -> None:
    """Their mails, but for what is being sent just now, and what inboxes say of them."""
    mails = Mail.objects.filter(order__in=event.orders)
    mails.exclude(state=MailState.QUEUED).delete()
    Notice.objects.filter(order__in=event.orders).delete()


def _news(event: Telling) -> Notification:
    if isinstance(event, DeliveryUnclaimed):
        return _news_of_search(event.delivery)
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


def _news_of_search(delivery: Delivery) -> Notification:
    """No move is recorded of it: its key is when the search began."""
    key = f"search-{delivery.pk}-{delivery.searching_since:%Y%m%dT%H%M%S}"
    return Notification(order=delivery.order, key=key, at=timezone.now())


def _rider_of(event: DeliveryEvent) -> int | None:
    """Who has it, or had it until now."""
    return event.delivery.rider_id or event.order.carrier_id
