"""Why payers dispute payments, by the codes of providers.

https://docs.stripe.com/disputes/categories, https://developer.paypal.com/docs/api/customer-disputes/v1/
"""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

FRAUDULENT = Reason("dispute_fraudulent", _("The payer says they did not pay this."))
NOT_RECEIVED = Reason("dispute_not_received", _("Nothing was received."))
NOT_AS_DESCRIBED = Reason("dispute_not_as_described", _("It was not as described."))
DUPLICATE = Reason("dispute_duplicate", _("It was charged twice."))
NOT_CREDITED = Reason("dispute_not_credited", _("A refund is missing."))
WRONG_AMOUNT = Reason("dispute_wrong_amount", _("The amount is wrong."))
CANCELLED_SUBSCRIPTION = Reason(
    "dispute_cancelled_subscription", _("It was charged after it was cancelled.")
)
OTHER = Reason("dispute_other", _("The payer gave no reason that is known here."))

BY_CODE = {
    "fraudulent": FRAUDULENT,
    "unrecognized": FRAUDULENT,
    "debit_not_authorized": FRAUDULENT,
    "product_not_received": NOT_RECEIVED,
    "product_unacceptable": NOT_AS_DESCRIBED,
    "duplicate": DUPLICATE,
    "credit_not_processed": NOT_CREDITED,
    "subscription_canceled": CANCELLED_SUBSCRIPTION,
    "UNAUTHORISED": FRAUDULENT,
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": NOT_RECEIVED,
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": NOT_AS_DESCRIBED,
    "DUPLICATE_TRANSACTION": DUPLICATE,
    "CREDIT_NOT_PROCESSED": NOT_CREDITED,
    "INCORRECT_AMOUNT": WRONG_AMOUNT,
    "CANCELED_RECURRING_BILLING": CANCELLED_SUBSCRIPTION,
}

register(value for value in list(vars().values()) if isinstance(value, Reason))


def dispute_reason(code: object) -> str:
    """What is stored for a provider's code."""
    return BY_CODE.get(str(code), OTHER).note
