"""What is still to be paid of an invoice."""

from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Sum
from django.db.models.functions import Greatest

from billing.invoice_lifecycle import PAID
from billing.models import CollectionTry, Invoice, TryResult
from billing.queries import total_by_invoice, with_credited
from core.fields import MoneyField

_RETAINED = F("payment__captured") - F("payment__refunded")


def left_of(invoice: Invoice) -> Decimal:
    """The total without what credit notes took back."""
    taken: Decimal | None = invoice.credit_notes.aggregate(total=Sum("amount"))["total"]
    return invoice.total - (taken or Decimal(0))


def retained(invoice: Invoice) -> Decimal:
    """What was paid for it, without what went back or is owed back."""
    paid = CollectionTry.objects.filter(invoice=invoice, result=TryResult.PAID).order_by()
    total: Decimal | None = paid.aggregate(total=Sum(_RETAINED))["total"]
    return total or Decimal(0)


def amount_to_collect(invoice: Invoice) -> Decimal:
    """What is due, but zero once it counts as paid."""
    return amount_due(invoice) if invoice.status != PAID else Decimal(0)


def amount_due(invoice: Invoice) -> Decimal:
    """Never below zero. It does not ask the status: a lost dispute makes a paid invoice due again."""
    return max(left_of(invoice) - retained(invoice), Decimal(0))


def with_amount_due(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Each with `due`, its amount_due: of many by one query."""
    paid = CollectionTry.objects.filter(invoice=OuterRef("pk"), result=TryResult.PAID)
    due = F("total") - F("credited") - total_by_invoice(paid, _RETAINED)
    return with_credited(invoices).annotate(
        due=Greatest(due, Decimal(0), output_field=MoneyField())
    )
