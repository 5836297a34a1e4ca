"""Verbs on stores and their menus that other apps use."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.events import publish
from live.publish import invalidate
from stores.events import StockRanLow
from stores.models import Product, StockCause, StockChange
from stores.stock import StockReason, change_stock
from stores.topics import product_topic

MAX_STOCK = 1_000_000
ORDERED = StockReason(StockCause.ORDER)
RETURNED = StockReason(StockCause.RETURNED)
BY_HAND = StockReason(StockCause.SET)


class SoldOut(Exception):
    """Not enough of a product is left; the text can be shown to the user as it is."""


class StockRefused(Exception):
    """The stock cannot be set like this; the text can be shown to the user as it is."""


@transaction.atomic(savepoint=False)
def reserve_stock(quantities: Mapping[int, int], reason: StockReason = ORDERED) -> set[int]:
    """Take {product id: pieces} from stock, all or nothing; raises SoldOut naming the product.

    Returns the ids of the products that have a stock count: the others never run out, nothing was
    taken of them, and nothing may be returned, even if their stock is counted by then.
    One guarded UPDATE for each product, in order of id, so that two orders cannot deadlock. Publishes
    StockRanLow for each that it takes across its threshold.
    """
    counted = set()
    for product_id, quantity in sorted(quantities.items()):
        stock, threshold = _take(product_id, quantity, reason)
        if stock is not None:
            counted.add(product_id)
            if threshold and stock <= threshold < stock + quantity:
                _publish_low_stock(product_id)
    return counted


def _publish_low_stock(product_id: int) -> None:
    """The row of its stock is locked since it was taken, so the last change is this one."""
    changes = StockChange.objects.select_related("product__section__store")
    publish(StockRanLow(changes.filter(product=product_id)[0]))


@transaction.atomic(savepoint=False)
def return_stock(quantities: Mapping[int, int], reason: StockReason = RETURNED) -> None:
    """Return {product id: pieces} to stock; products deleted or uncounted meanwhile are ignored."""
    for product_id, quantity in sorted(quantities.items()):
        change_stock(_RETURN, product_id, reason, quantity=quantity)
        invalidate(product_topic(product_id))


_RETURN = """
UPDATE stores_product SET stock = stock + %(quantity)s
WHERE id = %(product)s AND stock IS NOT NULL
RETURNING set_config('jumun.change', %(details)s, true)
"""


@transaction.atomic(savepoint=False)
def remove_stock(quantities: Mapping[int, int], reason: StockReason) -> None:
    """Take {product id: pieces} that leave unsold, of products that are off the menu, too.

    Raises SoldOut if fewer are left; products deleted or uncounted meanwhile are ignored.
    """
    for product_id, quantity in sorted(quantities.items()):
        if change_stock(_REMOVE, product_id, reason, quantity=quantity) is None:
            raise SoldOut(_what_is_left(product_id))
        invalidate(product_topic(product_id))


_REMOVE = """
UPDATE stores_product SET stock = stock - %(quantity)s
WHERE id = %(product)s AND (stock IS NULL OR stock >= %(quantity)s)
RETURNING set_config('jumun.change', %(details)s, true)
"""


def _take(product_id: int, quantity: int, reason: StockReason) -> tuple[int | None, int]:
    """The remaining stock, None if it is not counted, and its low threshold; raises SoldOut."""
    row = change_stock(_TAKE, product_id, reason, quantity=quantity)
    if row is None:
        raise SoldOut(_what_is_left(product_id))
    return row[0], row[1]


_TAKE = """
UPDATE stores_product SET stock = stock - %(quantity)s
WHERE id = %(product)s AND is_available AND (stock IS NULL OR stock >= %(quantity)s)
RETURNING stock, low_stock_at, set_config('jumun.change', %(details)s, true)
"""


def mark_sold_out(product_ids: Iterable[int]) -> None:
    """Mark the products as sold out, regardless of their stock, until their store changes that."""
    for product_id in sorted(set(product_ids)):
        Product.objects.filter(pk=product_id).update(is_available=False)
        invalidate(product_topic(product_id))


def lock_product(product_id: int) -> bool:
    """Prevent deletion of the product until this transaction ends; False if it is deleted already.

    Lock several in order of id, as `stores.menu.edit.remove` does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [product_id])
        return cursor.fetchone() is not None


# The weakest lock that blocks a DELETE: orders can still change the stock meanwhile.
_KEEP = "SELECT 1 FROM stores_product WHERE id = %s FOR KEY SHARE"


def set_stock(
    product: Product, *, seen: int | None, stock: int | None, reason: StockReason = BY_HAND
) -> None:
    """Set the stock of a product to `stock`; None means it never runs out.

    `seen` is the stock shown to the owner while counting: raises StockRefused if orders or another
    page have changed it since, so that no reserved piece is lost.
    """
    if not _change(product, _SET, reason, seen=seen, stock=stock):
        raise StockRefused(
            _("The stock of “%(product)s” is %(stock)s by now. Please set it again.")
            % {"product": product, "stock": _count_of(product)}
        )


_SET = """
UPDATE stores_product SET stock = %(stock)s
WHERE id = %(product)s AND stock IS NOT DISTINCT FROM %(seen)s
RETURNING set_config('jumun.change', %(details)s, true)
"""


def add_stock(product: Product, change: int, reason: StockReason = BY_HAND) -> None:
    """Add pieces, or remove some with a negative `change`; raises StockRefused if out of range."""
    if not _change(product, _ADD, reason, change=change, most=MAX_STOCK):
        raise StockRefused(
            _("The stock of “%(product)s” is %(stock)s: that step is not possible.")
            % {"product": product, "stock": _count_of(product)}
        )


_ADD = """
UPDATE stores_product SET stock = stock + %(change)s
WHERE id = %(product)s AND stock BETWEEN -%(change)s AND %(most)s - %(change)s
RETURNING set_config('jumun.change', %(details)s, true)
"""


def put_stock(product: Product, stock: int, reason: StockReason) -> bool:
    """Set the stock, whatever it is meanwhile; False if it is so already, or the product was deleted."""
    return change_stock(_PUT, product.pk, reason, stock=stock) is not None


def put_seen_stock(product: Product, *, seen: int | None, stock: int, reason: StockReason) -> bool:
    """The same, only if the stock is still `seen`; raises StockRefused if something else changed it."""
    if change_stock(_SET, product.pk, reason, seen=seen, stock=stock) is not None:
        return True
    now = Product.objects.filter(pk=product.pk).values_list("stock", flat=True).first()
    if now != stock:
        raise StockRefused(changed_since(seen, now))
    return False


def changed_since(seen: int | None, now: int | None) -> str:
    """The sentence for a file that was downloaded before the stock changed."""
    words = {"seen": _count(seen), "now": _count(now)}
    return _("It was %(seen)s at the download and is %(now)s by now: download it again.") % words


_PUT = """
UPDATE stores_product SET stock = %(stock)s
WHERE id = %(product)s AND stock IS DISTINCT FROM %(stock)s
RETURNING set_config('jumun.change', %(details)s, true)
"""


def _change(product: Product, sql: str, reason: StockReason, **values: int | None) -> bool:
    row = change_stock(sql, product.pk, reason, **values)
    invalidate(product_topic(product.pk))
    product.stock = Product.objects.values_list("stock", flat=True).filter(pk=product.pk).first()
    return row is not None


def _count_of(product: Product) -> str:
    return _count(product.stock)


def _count(stock: int | None) -> str:
    return _("not counted") if stock is None else str(stock)


def _what_is_left(product_id: int) -> str:
    product = Product.objects.filter(pk=product_id).first()
    if product is None or product.is_sold_out:
        return _("“%(product)s” is sold out.") % {"product": product or "?"}
    return _("Only %(left)s of “%(product)s” are left.") % {
        "left": product.stock,
        "product": product,
    }
