"""Money in the admin: payments and refunds are read, refunded and settled; no field is edited."""

from orders.admin import OrderAdmin
from payments.admin.calls import ProviderCallAdmin, WebhookEventAdmin
from payments.admin.disputes import DisputeAdmin
from payments.admin.payments import PaymentAdmin, PaymentsOfOrder
from payments.admin.refunds import RefundAdmin

__all__ = [
    "DisputeAdmin",
    "PaymentAdmin",
    "ProviderCallAdmin",
    "RefundAdmin",
    "WebhookEventAdmin",
]

# Orders do not know payments, so payments register their part of the order's page here.
OrderAdmin.inlines.append(PaymentsOfOrder)
