from payments.models.disputes import Dispute, DisputeMove
from payments.models.keys import new_key
from payments.models.payments import WEBHOOK_OVERDUE, Payment, PaymentMove, first_look_up
from payments.models.providers import ProviderCall, WebhookEvent
from payments.models.refunds import Refund, RefundMove
from payments.models.saved_methods import SavedMethod, SavedMethodMove

__all__ = [
    "WEBHOOK_OVERDUE",
    "Dispute",
    "DisputeMove",
    "Payment",
    "PaymentMove",
    "ProviderCall",
    "Refund",
    "RefundMove",
    "SavedMethod",
    "SavedMethodMove",
    "WebhookEvent",
    "first_look_up",
    "new_key",
]
