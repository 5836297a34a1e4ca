"""Books what a partner earns by an order, and takes back what is refunded of it.

Call these with the order locked, in the transaction of its payment, refund or completion: so of a payment and
a refund at once the second sees what the first booked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from affiliates.events import SaleBooked
from affiliates.models import (
    Basis,
    EntryKind,
    LedgerEntry,
    Partner,
    PartnerCode,
    ProductProfit,
    Sale,
    SaleLine,
)
from affiliates.own_purchases import exclusion_of
from core.events import publish
from core.money import floor_share, round_money
from orders.models import Order, OrderLine
from payments.lifecycle import CAPTURED, REVERSED
from payments.models import Payment, Refund, RefundMove


def book_sale(order: Order, now: datetime) -> Sale | None:
    """Book the commission of a paid order, at the rates and profits of now; once, however often it is called.

    None for an order that no partner brought, or that cost nothing. The partner's own purchase is stored with
    the reason, and earns nothing.
    """
    code = _partner_code(order)
    payment = order.payments.filter(status=CAPTURED).order_by("-captured_at", "-pk").first()
    if code is None or payment is None or Sale.objects.filter(order=order).exists():
        return None
    partner = code.partner
    excluded = exclusion_of(partner, order, payment)
    lines = [] if excluded else _sale_lines(partner, order)
    sale = Sale.objects.create(
        order=order,
        partner=partner,
        code=code,
        basis=partner.programme.basis,
        rate=partner.current_rate,
        return_days=partner.programme.return_days,
        currency=order.currency,
        amount=sum((line.amount for line in lines), Decimal(0)),
        excluded=excluded,
        sold_at=now,
    )
    for line in lines:
        line.sale = sale
    SaleLine.objects.bulk_create(lines)
    if sale.amount:
        _book(sale, EntryKind.SALE, sale.amount, now, payment=payment)
        publish(SaleBooked(sale, now))
    return sale


def reverse_sale(refund: Refund | None, order: Order, now: datetime) -> LedgerEntry | None:
    """Take back what the refunded pieces and amounts had earned; once a refund.

    `refund` is None for pieces that came back where the postage left nothing to pay back. By the numbers of
    the sale: refunds in any order end at exactly zero, and never below.
    """
    sale = Sale.objects.filter(order=order).first()
    if sale is None or not sale.amount:
        return None
    if refund is not None and LedgerEntry.objects.filter(refund=refund).exists():
        return None
    # As if all refunds could be sent; what came back after a dispute is sold again.
    booked = _sum(
        sale.entries.filter(Q(refund_step=None) | Q(refund_step__refund__status=REVERSED))
    )
    back = booked - remaining_commission(sale)
    return _book(sale, EntryKind.REVERSAL, -back, now, refund=refund) if back > 0 else None


def restore_sale(refund: Refund, step: RefundMove) -> LedgerEntry | None:
    """The refund is given up, by that step: nothing is paid back, so what it reversed is earned again."""
    sale, _first, left = _reversed_by(refund)
    if sale is None or left >= 0:
        return None
    return _book(sale, EntryKind.RESTORATION, -left, step.at, refund_step=step)


def reverse_again(refund: Refund, step: RefundMove) -> LedgerEntry | None:
    """A refund that was given up is tried again or sent another way, by that step."""
    sale, first, left = _reversed_by(refund)
    if sale is None or left < 0:
        return None
    return _book(sale, EntryKind.REVERSAL, first, step.at, refund_step=step)


def remaining_commission(sale: Sale) -> Decimal:
    """What the sale still earns after all refunds of its order so far."""
    lines = sale.lines.select_related("line__order")
    return sum((_remaining(each, sale.currency) for each in lines), Decimal(0))


def complete_sale(order: Order, now: datetime) -> None:
    """The return window of the sale begins."""
    for sale in Sale.objects.filter(order=order, payable_at=None):
        sale.payable_at = now + timedelta(days=sale.return_days)
        sale.save(update_fields=["payable_at"])


def _reversed_by(refund: Refund) -> tuple[Sale | None, Decimal, Decimal]:
    """The sale that the refund reversed in part, by how much at first, and the sum of what it booked."""
    first = LedgerEntry.objects.filter(refund=refund).select_related("sale").first()
    if first is None:
        return None, Decimal(0), Decimal(0)
    later = LedgerEntry.objects.filter(refund_step__refund=refund)
    return first.sale, first.amount, first.amount + _sum(later)


def _sum(entries: QuerySet[LedgerEntry]) -> Decimal:
    return entries.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _remaining(each: SaleLine, currency: str) -> Decimal:
    """By the pieces and by the money that are left: an amount may be refunded without pieces."""
    line: OrderLine = each.line
    by_pieces = floor_share(each.amount, line.unrefunded, line.quantity, currency)
    if not line.paid:
        return by_pieces
    return min(by_pieces, floor_share(each.amount, line.refundable, line.paid, currency))


def _partner_code(order: Order) -> PartnerCode | None:
    codes = PartnerCode.objects.select_related("partner__programme__store", "partner__user")
    return codes.filter(attributions__order=order).first()


def _sale_lines(partner: Partner, order: Order) -> list[SaleLine]:
    lines = list(order.lines.order_by("pk"))
    by_profit = partner.programme.basis == Basis.PROFIT
    profits = _profits(lines) if by_profit else {}
    found = []
    for line in lines:
        base = profits.get(line.product_id, Decimal(0)) * line.quantity if by_profit else line.paid
        amount = round_money(base * partner.current_rate / 100, order.currency)
        found.append(SaleLine(line=line, base=base, amount=amount))
    return found


def _profits(lines: Sequence[OrderLine]) -> Mapping[int | None, Decimal]:
    """Of one piece, by product."""
    products = [line.product_id for line in lines if line.product_id]
    rows = ProductProfit.objects.filter(product__in=products)
    return dict(rows.values_list("product_id", "amount"))


def _book(
    sale: Sale,
    kind: EntryKind,
    amount: Decimal,
    now: datetime,
    *,
    payment: Payment | None = None,
    refund: Refund | None = None,
    refund_step: RefundMove | None = None,
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        partner_id=sale.partner_id,
        kind=kind,
        amount=amount,
        currency=sale.currency,
        at=now,
        sale=sale,
        payment=payment,
        refund=refund,
        refund_step=refund_step,
    )
