"""Reads of billing across tables."""

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import User
from billing.models import (
    CreditNote,
    Invoice,
    SubscriptionChange,
    Tenant,
)
from core.fields import MoneyField
from core.prepared import Prepared


def tenants_visible_to(user: User) -> QuerySet[Tenant]:
    """Their own; there is one at most."""
    return Tenant.objects.filter(user=user.pk)


@Prepared
def changes_of_tenant(tenant_id: int) -> QuerySet[SubscriptionChange]:
    """In order of the days, with their plans."""
    changes = SubscriptionChange.objects.filter(subscription__tenant_id=tenant_id)
    return changes.select_related("version__plan").order_by("day")


def invoices_visible_to(user: User) -> QuerySet[Invoice]:
    """Those of their tenant."""
    return Invoice.objects.filter(tenant__user=user.pk)


def with_credited(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Each with `credited`: what its credit notes take back."""
    notes = CreditNote.objects.filter(invoice=OuterRef("pk"))
    return invoices.annotate(credited=total_by_invoice(notes, F("amount")))


def total_by_invoice(rows: QuerySet[Any], amount: Combinable) -> Coalesce:
    """Of the rows of each invoice, by OuterRef; zero if there are none."""
    total = rows.order_by().values("invoice").annotate(total=Sum(amount)).values("total")
    return Coalesce(
        Subquery(total, output_field=MoneyField()), Decimal(0), output_field=MoneyField()
    )
