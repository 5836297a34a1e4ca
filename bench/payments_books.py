"""The provider's books against ours, order by order."""

from collections import Counter, defaultdict
from decimal import Decimal

from django.db.models import Prefetch, Sum

from orders.lifecycle import Status
from orders.models import Order
from payments.lifecycle import OPEN, OWED, SENT
from payments.models import Payment, Refund

UNPAID = (Status.PENDING, Status.EXPIRED, Status.CANCELLED, Status.REJECTED)
NOTHING = {"captured": Decimal(0), "refunded": Decimal(0)}


def disagreements(books):
    """The numbers of the orders that are wrong, by what is wrong with them."""
    wrong = defaultdict(list)
    payments = Payment.objects.prefetch_related("refunds").order_by("pk")
    for order in Order.objects.prefetch_related(Prefetch("payments", queryset=payments)):
        for what in _wrongs(order, books):
            wrong[what].append(order.number)
    known = set(Payment.objects.values_list("key", flat=True))
    if strangers := sorted(set(books) - known):
        wrong["payments that only the provider knows"] = strangers
    return dict(wrong)


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
    refunds = list(payment.refunds.all())
    sent = sum((refund.amount for refund in refunds if refund.status == SENT), Decimal(0))
    if payment.captured != entry["captured"]:
        yield "captured differs"
    if sent != entry["refunded"]:
        yield "sent back differs"
    if payment.refunded != sum((refund.amount for refund in refunds), Decimal(0)):
        yield "refunds do not add up"
    if any(refund.status == OWED for refund in refunds):
        yield "still owed"
    if payment.status in OPEN:
        yield "payment still open"


def report(stub, town, wrong):
    """The table of the soak."""
    books = list(stub.books().values())
    orders = Counter(Order.objects.values_list("status", flat=True))
    ours = Payment.objects.aggregate(captured=Sum("captured"))["captured"] or 0
    back = Refund.objects.filter(status=SENT).aggregate(amount=Sum("amount"))["amount"] or 0
    rows = {
        "orders": orders.total(),
        **{f"· {status}": count for status, count in sorted(orders.items())},
        "calls to the provider": stub.calls,
        "· of which failed": stub.met.total(),
        **{f"· {mode}": count for mode, count in sorted(stub.met.items())},
        "messages": town.courier.carried.total(),
        **{f"· {way}": count for way, count in sorted(town.courier.carried.items())},
        "captured, by our rows": f"{ours:,.0f}",
        "captured, by the provider's": f"{sum(entry['captured'] for entry in books):,.0f}",
        "sent back, by our rows": f"{back:,.0f}",
        "sent back, by the provider's": f"{sum(entry['refunded'] for entry in books):,.0f}",
        **{f"WRONG: {what}": len(numbers) for what, numbers in wrong.items()},
        "**orders that disagree**": len({n for numbers in wrong.values() for n in numbers}),
    }
    lines = [f"| {what} | {count} |" for what, count in rows.items()]
    return "\n".join(["| soak | |", "|---|---:|", *lines])
