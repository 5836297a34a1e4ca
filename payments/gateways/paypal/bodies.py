"""What is sent to PayPal."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from payments.gateways.paypal.currencies import PAYPAL
from payments.models import Payment


def order_of(payment: Payment) -> dict[str, Any]:
    """The order as sent to PayPal: identical for each payment, as its request id requires."""
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "reference_id": payment.order.number,
                "custom_id": payment.key,
                "invoice_id": f"{payment.order.number}-{payment.key[:10]}",  # unique for every try
                "amount": money(payment.amount, payment.currency),
            }
        ],
        "payment_source": {
            "paypal": {
                "experience_context": {
                    "return_url": return_url(payment),
                    "cancel_url": return_url(payment, cancelled="1"),
                    "user_action": "PAY_NOW",
                    "shipping_preference": "NO_SHIPPING",
                }
            }
        },
    }


def return_url(payment: Payment, **query: str) -> str:
    return f"{payment.return_url}?{urlencode(query)}" if query else payment.return_url


def money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": PAYPAL.to_text(amount, currency)}


def path_of(kind: str, id: str) -> str:
    return f"{kind}/{quote(id, safe='')}"
