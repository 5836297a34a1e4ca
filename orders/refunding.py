"""What of an order's lines was refunded: pieces, and amounts, which are spread over what is left.

So however its refunds follow one another, those of a line add up to what was paid for it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import F

from core.money import apportion
from orders.models import Order, OrderLine


def count_refunded(pieces: Iterable[tuple[OrderLine, int]]) -> None:
    """Count the refunded pieces of each line at their `value_of_next`.

    Call it with their order locked, and the lines loaded since. A constraint refuses more than were bought.
    """
    for line, count in pieces:
        value = line.refunded_value + line.value_of_next(count)
        line.refunded += count
        line.credited = value - line.value_of_first(line.refunded)
        line.save(update_fields=["refunded", "credited"])


def spread_refund(order: Order, amount: Decimal, refundable: Decimal) -> dict[int, Decimal]:
    """Credit the lines with their parts of an amount that is refunded, in proportion to what is left of each.

    `refundable` is what of the order's money was not refunded before; what of it is not of the lines was paid
    for fees, which bear their part. Call it with the order locked. Returns the parts by primary key of their
    line, for `take_back_credits`.
    """
    lines = list(order.lines.order_by("pk"))
    left = [line.refundable for line in lines]
    fees = max(refundable - sum(left, Decimal(0)), Decimal(0))
    parts = apportion(amount, [*left, fees], order.currency)[:-1]
    shares = [(line, part) for line, part in zip(lines, parts, strict=True) if part]
    for line, part in shares:
        line.credited += part
    OrderLine.objects.bulk_update([line for line, _part in shares], ["credited"])
    return {line.pk: part for line, part in shares}


def take_back_credits(order: Order, line_credits: Mapping[int, Decimal]) -> None:
    """The amount that was spread so has come back: it can be refunded again. With the order locked."""
    for pk, part in line_credits.items():
        order.lines.filter(pk=pk).update(credited=F("credited") - part)
