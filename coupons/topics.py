"""The live topics of pages about campaigns."""


def campaign_topic(number: str) -> str:
    """The count of its issued coupons, and whether it can be claimed; a public topic."""
    return f"campaign.{number}"


def counter_topic(store_id: int) -> str:
    """What was redeemed at the counter of a store; for those who work there."""
    return f"counter.{store_id}"
