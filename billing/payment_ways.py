"""By what an invoice cannot be paid."""

from collections.abc import Collection

from billing.models import CollectionTry
from orders.models import Order
from payments.gateways import offered_gateways
from payments.gateways.sandbox import SandboxGateway
from payments.way_rules import DEPOSIT


def ways_of_bill(order: Order) -> Collection[str]:
    """A tenant on a test clock pays sandbox money only (a trigger); others by any way."""
    if not order.is_bill:
        return ()
    tries = CollectionTry.objects.filter(order=order.pk, invoice__tenant__clock__isnull=False)
    others = set(offered_gateways()) - {SandboxGateway.code}
    return others | {DEPOSIT} if tries.exists() else ()
