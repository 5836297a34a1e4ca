"""The live topics of pages about campaigns."""


def campaign_topic(number: str) -> str:
    """The count of its issued coupons, and whether it can be claimed; a public topic."""
    return f"campaign.{number}"
