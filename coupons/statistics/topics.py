"""The live topics of statistics."""


def statistics_topic(store_id: int) -> str:
    """A coupon of the store was claimed, used or returned; for those who run its campaigns."""
    return f"statistics.{store_id}"
