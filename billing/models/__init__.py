from billing.models.api_secrets import ApiSecret
from billing.models.balances import ClosedMonth, Credit, CreditKind
from billing.models.clocks import BillingClock
from billing.models.collection import CollectionTry, TryResult
from billing.models.due import DueKind, DueWork
from billing.models.dunning import Dunning
from billing.models.invoices import (
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
from billing.models.usage import (
    ORDERS,
    Aggregation,
    Meter,
    MeterSource,
    UsageCheck,
    UsageEvent,
    UsageNotice,
    UsageOrigin,
)

__all__ = [
    "ORDERS",
    "Aggregation",
    "ApiSecret",
    "BillingClock",
    "BillingPlan",
    "BillingPlanVersion",
    "ChangeKind",
    "ClosedMonth",
    "CollectionTry",
    "Credit",
    "CreditKind",
    "CreditNote",
    "DueKind",
    "DueWork",
    "Dunning",
    "Invoice",
    "InvoiceLine",
    "InvoiceMove",
    "InvoiceSeries",
    "LineKind",
    "Meter",
    "MeterSource",
    "Subscription",
    "SubscriptionChange",
    "SubscriptionMove",
    "Tenant",
    "TenantEvent",
    "TryResult",
    "UsageCheck",
    "UsageEvent",
    "UsageNotice",
    "UsageOrigin",
]
