"""What pages about stores listen to."""


def store_topic(store_id: int) -> str:
    """Whether the store takes orders; anybody may hear of it."""
    return f"store.{store_id}"
