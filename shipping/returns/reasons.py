"""Reasons for refunds of returns, as buyers read them."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

RETURNED = Reason("returned", _("Return %(number)s"))
RETURNED_LESS = Reason("returned_less", _("Return %(number)s, less %(postage)s for postage"))
RETURNED_WITH_FEE = Reason("returned_with_fee", _("Return %(number)s, with %(fee)s for sending"))
ORDER_CANCELLED = Reason("order_of_return_cancelled", _("The whole order was cancelled."))
STORE_GONE = Reason("store_of_return_gone", _("The store has closed for good."))

register((RETURNED, RETURNED_LESS, RETURNED_WITH_FEE, ORDER_CANCELLED, STORE_GONE))
