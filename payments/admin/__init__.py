"""Money in the admin: to be read, sent back, and looked after; nothing is edited by hand."""

from orders.admin import OrderAdmin
from payments.admin.calls import ProviderCallAdmin, WebhookEventAdmin
from payments.admin.payments import PaymentAdmin, PaymentsOfOrder
from payments.admin.refunds import RefundAdmin

__all__ = ["PaymentAdmin", "ProviderCallAdmin", "RefundAdmin", "WebhookEventAdmin"]

# Orders know no payments, so the page of an order is told of them from here.
OrderAdmin.inlines.append(PaymentsOfOrder)
