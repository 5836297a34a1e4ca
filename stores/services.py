"""Verbs on stores and their menus that others rely on."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from stores.models import Product


class SoldOut(Exception):
    """Not enough of a product is left; the text can be shown to the user as it is."""


@transaction.atomic
def reserve_stock(quantities: Mapping[int, int]) -> None:
    """Take {product id: pieces} from stock, all or nothing; raises SoldOut naming the product.

    Each is one guarded UPDATE, in the order of ids so that two orders cannot deadlock.
    Products without a stock count never run out.
    """
    for product_id, quantity in sorted(quantities.items()):
        enough = Q(stock__isnull=True) | Q(stock__gte=quantity)
        taken = Product.objects.filter(enough, pk=product_id, is_available=True).update(
            stock=F("stock") - quantity
        )
        if not taken:
            raise SoldOut(_what_is_left(product_id))


@transaction.atomic
def return_stock(quantities: Mapping[int, int]) -> None:
    """Give {product id: pieces} back; products deleted or uncounted meanwhile are passed over."""
    for product_id, quantity in sorted(quantities.items()):
        Product.objects.filter(pk=product_id).update(stock=F("stock") + quantity)


def _what_is_left(product_id: int) -> str:
    product = Product.objects.filter(pk=product_id).first()
    if product is None or product.is_sold_out:
        return _("“%(product)s” is sold out.") % {"product": product or "?"}
    return _("Only %(left)s of “%(product)s” are left.") % {
        "left": product.stock,
        "product": product,
    }
