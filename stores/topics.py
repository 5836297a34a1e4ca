"""The live topics of pages about stores."""


def sales_topic(owner_id: int) -> str:
    """Changes of the orders of all stores of an owner: one topic for all of them and their members."""
    return f"sales.{owner_id}"


def product_topic(product_id: int) -> str:
    """Its price and stock on product pages; a public topic."""
    return f"product.{product_id}"


def store_topic(store_id: int) -> str:
    """Changes of whether the store takes orders; a public topic."""
    return f"store.{store_id}"
