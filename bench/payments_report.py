"""The table of the soak: a column for each provider, and one for all."""

from collections import Counter
from decimal import Decimal

from django.db.models import Count, F, Sum

from bench.payments_books import count_of, disagreements
from core.money import format_money
from orders.models import Order
from payments.dispute_lifecycle import WON, DisputeStatus
from payments.lifecycle import CAPTURED, DECLINED, OWED, SENT, UNKNOWN
from payments.models import Dispute, Payment, Refund


def doubts(shop):
    """The work that reconciliation will have, as rows."""
    ours = {"payment__gateway": shop.provider.code}
    return {
        "unknown when reconciliation began": _payments(shop, status=UNKNOWN).count(),
        "refunds owed then": Refund.objects.filter(status=OWED, **ours).count(),
        "disagreeing then": count_of(disagreements(shop)),
    }


def report(shops, before, wrong):
    """The table, and the money; `before` and `wrong` are lists of each shop's."""
    columns = {
        shop.provider.code: _rows(shop, *more)
        for shop, *more in zip(shops, before, wrong, strict=True)
    }
    return "\n".join([_table(columns), "", *map(_money, shops)])


def found(wrong):
    """What is wrong, with the first five orders of each kind."""
    return [
        f"{len(numbers)} × {what}: {numbers[:5]}"
        for each in wrong
        for what, numbers in each.items()
    ]


def _rows(shop, before, wrong):
    """The rows of one shop; `before` is its `doubts` when the selling ended."""
    provider, carried = shop.provider, shop.courier.carried
    refunds = Refund.objects.filter(payment__gateway=provider.code, status=SENT)
    whole = refunds.filter(amount=F("payment__captured")).count()
    return {
        "orders": Order.objects.filter(store=shop.store).count(),
        **_statuses(shop),
        "payments": _payments(shop).count(),
        "payments captured": _payments(shop, status=CAPTURED).count(),
        "payments declined": _payments(shop, status=DECLINED).count(),
        "charges of saved cards": _payments(shop, method__isnull=False).count(),
        "· captured": _payments(shop, method__isnull=False, status=CAPTURED).count(),
        "· declined for good": _payments(shop, decline="hard").count(),
        "· once unknown": _payments(
            shop, method__isnull=False, history__verb="mark_unknown"
        ).count(),
        "payments once unknown": _payments(shop, history__verb="mark_unknown").count(),
        "refunds, whole": whole,
        "refunds, in part": refunds.count() - whole,
        "refunds that failed later": _failed(provider.code, "fail"),
        "refunds left to admins": _failed(provider.code, "mark_failed"),
        **{
            f"disputes {status}": _disputes(provider.code, status=status)
            for status in DisputeStatus
        },
        "disputes won after they were lost": _disputes(
            provider.code, status=WON, history__verb="lose"
        ),
        "calls to the provider": provider.calls,
        "faults": provider.met.total(),
        **{f"· {kind}": count for kind, count in sorted(provider.met.items())},
        "messages": carried.total(),
        **{f"· {way}": count for way, count in sorted(carried.items())},
        **before,
        **{f"WRONG: {what}": len(numbers) for what, numbers in wrong.items()},
        "**disagreeing when it ended**": count_of(wrong),
    }


def _money(shop):
    """What was captured and refunded by our rows and by the provider's books, as one line."""
    came = _payments(shop).aggregate(sum=Sum("captured"))["sum"] or Decimal(0)
    sent = Refund.objects.filter(payment__gateway=shop.provider.code, status=SENT)
    went = sent.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    books = shop.provider.entries().values()
    theirs = [
        sum(entry["captured"] for entry in books),
        sum(entry["refunded"] + entry.get("lost", 0) for entry in books),
    ]
    ours, theirs = _formatted(shop, came, went), _formatted(shop, *theirs)
    return f"{shop.provider.code}: {ours} by our rows; {theirs} by its books."


def _formatted(shop, *amounts):
    came, went = (format_money(amount, shop.provider.currency, "en") for amount in amounts)
    return f"{came} captured, {went} sent back"


def _table(columns):
    """`columns` maps the column's name to its rows by label; an empty cell is an unsupported fault."""
    total = Counter()
    for rows in columns.values():
        total.update(rows)
    lines = [_line("soak", [*columns, "all"]), "|---|" + "---:|" * (len(columns) + 1)]
    for name in _in_order(columns.values()):
        cells = [f"{rows[name]:,}" if name in rows else "" for rows in columns.values()]
        lines.append(_line(name, [*cells, f"{total[name]:,}"]))
    return "\n".join(lines)


def _statuses(shop):
    by_status = Order.objects.filter(store=shop.store).values_list("status")
    return {f"orders {status}": count for status, count in sorted(by_status.annotate(Count("pk")))}


def _failed(code, verb):
    """How many refunds have a history row with the verb."""
    return Refund.objects.filter(payment__gateway=code, history__verb=verb).distinct().count()


def _disputes(code, **fields):
    return Dispute.objects.filter(payment__gateway=code, **fields).distinct().count()


def _payments(shop, **fields):
    return Payment.objects.filter(gateway=shop.provider.code, **fields)


def _in_order(columns):
    """Every label once; those of only one column stay where they are there."""
    names = []
    for rows in columns:
        place = 0
        for name in rows:
            if name not in names:
                names.insert(place, name)
            place = names.index(name) + 1
    return names


def _line(name, cells):
    return f"| {name} | {' | '.join(cells)} |"
