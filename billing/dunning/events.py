"""Events of dunning. `row` is the entry in the tenant's timeline; `at` is the tenant's time."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.events import Event

if TYPE_CHECKING:
    from billing.models import Invoice, Tenant


@dataclass(frozen=True)
class DunningEvent(Event):
    tenant: "Tenant"
    at: datetime


@dataclass(frozen=True)
class InvoiceOverdue(DunningEvent):
    """A try to collect it failed, or what was paid went back. Without `next_try_at` it is not tried again."""

    invoice: "Invoice"
    reason: str
    next_try_at: datetime | None = None


@dataclass(frozen=True)
class PlanSuspended(DunningEvent):
    """The last try failed: the tenant has no plan until all that is overdue is paid."""

    invoice: "Invoice"
    reason: str


@dataclass(frozen=True)
class DebtPaid(DunningEvent):
    """All that was overdue is paid; `plan` is the one that came back, if it had been taken away."""

    plan: str = ""
