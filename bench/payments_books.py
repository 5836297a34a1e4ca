"""The provider's books against ours, order by order."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Prefetch

from orders.models import Order
from orders.statuses import Status
from payments.lifecycle import OPEN, OWED, REVERSED, SENT
from payments.models import Payment

UNPAID = (Status.PENDING, Status.EXPIRED, Status.CANCELLED, Status.REJECTED)
NOTHING = {"captured": Decimal(0), "refunded": Decimal(0), "lost": Decimal(0)}


def disagreements(shop):
    """The numbers of the shop's orders that disagree, by the kind of disagreement."""
    wrong, books = defaultdict(list), shop.provider.entries()
    payments = Payment.objects.prefetch_related("refunds").order_by("pk")
    orders = Order.objects.filter(store=shop.store)
    for order in orders.prefetch_related(Prefetch("payments", queryset=payments)):
        for what in _wrongs(order, books):
            wrong[what].append(order.number)
    known = Payment.objects.filter(gateway=shop.provider.code).values_list("key", flat=True)
    if strangers := sorted(set(books) - set(known)):
        wrong["payments that only the provider knows"] = strangers
    return dict(wrong)


def count_of(wrong):
    """The number of those orders."""
    return len({number for numbers in wrong.values() for number in numbers})


def _wrongs(order, books):
    payments = list(order.payments.all())
    for payment in payments:
        yield from _wrongs_of(payment, books.get(payment.key, NOTHING))
    captured = [payment for payment in payments if payment.captured]
    kept = sum((payment.captured - payment.refunded for payment in captured), Decimal(0))
    if order.status == Status.PENDING:
        yield "still waiting for payment"
    if order.status in UNPAID and kept:
        yield "money kept for nothing"
    if order.status not in UNPAID and not captured:
        yield "sold without money"
    if sum(payment.captured > payment.refunded for payment in captured) > 1:
        yield "paid twice"


def _wrongs_of(payment, entry):
    refunds = [refund for refund in payment.refunds.all() if refund.status != REVERSED]
    sent = sum((refund.amount for refund in refunds if refund.status == SENT), Decimal(0))
    if payment.captured != entry["captured"]:
        yield "captured differs"
    if sent != entry["refunded"] + entry.get("lost", 0):
        yield "sent back differs"
    if payment.refunded != sum((refund.amount for refund in refunds), Decimal(0)):
        yield "refunds do not add up"
    if any(refund.status == OWED for refund in refunds):
        yield "still owed"
    if payment.status in OPEN:
        yield "payment still open"
