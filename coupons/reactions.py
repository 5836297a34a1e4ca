"""What coupons do on events of orders. An order of a guest has none, and needs no query."""

from coupons.events import CampaignEvent
from coupons.topics import campaign_topic
from coupons.use import UseRefused, give_back, reserve_again, use_reserved
from live.publish import invalidate
from orders.events import OrderEvent
from orders.services import OutOfStock

BY_STORES_FAULT = ("reject", "release", "cancel_by_store", "refuse_pickup")  # verbs


def use_coupons(event: OrderEvent) -> None:
    """Raises OutOfStock for a revived order whose coupon was used otherwise: its payment is refunded then."""
    if event.order.customer_id is None:
        return
    if event.record.verb == "revive":
        try:
            reserve_again(event.order, event.record.at)
        except UseRefused as refusal:
            raise OutOfStock(str(refusal)) from refusal
    use_reserved(event.order, event.record.at)


def give_coupons_back(event: OrderEvent) -> None:
    if event.order.customer_id is not None:
        fault = event.record.verb in BY_STORES_FAULT
        give_back(event.order, event.record.at, by_stores_fault=fault)


def refresh_pages_of_campaign(event: CampaignEvent) -> None:
    invalidate(campaign_topic(event.campaign.number))
