"""What statistics do on events of coupons and of payments."""

from django.db import connection

from core.days import Days
from coupons.events import CouponEvent
from coupons.statistics.changes import OF_ORDER
from coupons.statistics.topics import statistics_topic
from live.publish import invalidate
from orders.events import OrderEvent


def count_sales_again(event: OrderEvent) -> None:
    """Less was paid for the order: the day when its coupons were used is added up again, if it is over.

    Pages that show today are refreshed.
    """
    if event.order.customer_id is None:  # a guest's has no coupons
        return
    today = Days.of(event.record.at).parameters()
    with connection.cursor() as cursor:
        cursor.execute(OF_ORDER, {"order": event.order.pk, **today})
    invalidate(statistics_topic(event.order.store_id))


def refresh_statistics(event: CouponEvent) -> None:
    """On the pages of those who run the campaigns of the store."""
    store_id = event.coupon.campaign.store_id
    if store_id is not None:
        invalidate(statistics_topic(store_id))
