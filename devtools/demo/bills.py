"""Bills of the demo's tenants that are paid by card, and refunded in part."""

from datetime import datetime, timedelta
from decimal import Decimal

from billing import due_work
from billing.models import BillingPlanVersion, Tenant, TryResult
from billing.months import Month, local_month
from billing.subscribing import subscribe
from core.actors import SYSTEM
from payments.refunds import refund_part
from payments.sandbox_cards import save_sandbox_card

MONTHS = 2  # that are billed already
REFUND = Decimal(3000)


def first_billed(tenant_now: datetime, tenant: Tenant) -> datetime:
    """The first day of the first month that is billed already."""
    month: Month = local_month(tenant_now, tenant.tz)
    for _month in range(MONTHS):
        month = month.previous
    return tenant.start_of(month.first) + timedelta(hours=9)


def bill(tenant: Tenant, version: BillingPlanVersion, card: str, now: datetime) -> None:
    """Subscribe it months ago, save the card of the sandbox, and do what was due since."""
    subscribe(tenant, version, now=first_billed(now, tenant), by=SYSTEM)
    save_sandbox_card(card, tenant.currency, tenant.user, now)
    while work := due_work.next_of(tenant, now):
        due_work.do(work, work.at, now)


def refund_a_part(tenant: Tenant) -> None:
    """Of its last bill, for which there is a credit note then."""
    invoice = tenant.invoices.filter(status="paid").first()
    found = invoice and invoice.tries.get(result=TryResult.PAID)
    if found:
        refund_part(found.order, REFUND, reason="한나절 장애 An outage of half a day", by=SYSTEM)
