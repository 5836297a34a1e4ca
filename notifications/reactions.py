"""What notifications do on events; config/reactions.py says on which."""

from accounts.events import AccountDeleted
from core.jobs import enqueue
from notifications.kinds import kinds_on
from notifications.services import News, forget_person, tell
from notifications.tasks import send_mails_of
from orders.events import OrderEvent
from payments.events import RefundEvent
from payments.models import Refund


def notify(event: OrderEvent | RefundEvent) -> None:
    """Rows only, in the transaction of the move; the mails are written and sent by a job."""
    kinds = kinds_on(event)
    if kinds:
        news = _news(event)
        if tell(news, kinds):
            enqueue(send_mails_of, news.key)


def forget_reader(event: AccountDeleted) -> None:
    forget_person(event.row)


def _news(event: OrderEvent | RefundEvent) -> News:
    record, row = event.record, event.row
    return News(
        order=event.order,
        key=f"{record._meta.model_name}-{record.pk}",
        at=record.at,
        actor_id=record.actor_id,
        note=record.note,
        amount=row.amount if isinstance(row, Refund) else None,
    )
