"""The live topics of pages about stores."""


def store_topic(store_id: int) -> str:
    """Changes of whether the store takes orders; a public topic."""
    return f"store.{store_id}"
