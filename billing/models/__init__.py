from billing.models.clocks import BillingClock
from billing.models.due import DueKind, DueWork
from billing.models.invoices import (
    ClosedMonth,
    Credit,
    CreditKind,
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceMove,
    InvoiceSeries,
    LineKind,
)
from billing.models.plans import BillingPlan, BillingPlanVersion
from billing.models.subscriptions import (
    ChangeKind,
    Subscription,
    SubscriptionChange,
    SubscriptionMove,
)
from billing.models.tenants import Tenant, TenantEvent

__all__ = [
    "BillingClock",
    "BillingPlan",
    "BillingPlanVersion",
    "ChangeKind",
    "ClosedMonth",
    "Credit",
    "CreditKind",
    "CreditNote",
    "DueKind",
    "DueWork",
    "Invoice",
    "InvoiceLine",
    "InvoiceMove",
    "InvoiceSeries",
    "LineKind",
    "Subscription",
    "SubscriptionChange",
    "SubscriptionMove",
    "Tenant",
    "TenantEvent",
]
