"""Why usage was reversed, if not by an administrator; why a clock was halted, or an invoice is due again."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

ORDER_CALLED_OFF = Reason("order_called_off", _("The order was cancelled or rejected"))
DUE_WORK_FAILED = Reason(
    "due_work_failed",
    _(
        "What was due failed (%(error)s). Once that is mended, let the clock go on: it is tried again."
    ),
)
PAYMENT_RETURNED = Reason("payment_returned", _("What was paid for it went back."))
PAYMENT_UNKNOWN = Reason(
    "clock_payment_unknown",
    _("It is not known yet whether invoice %(number)s is paid. Let the clock go on to ask again."),
)

register([ORDER_CALLED_OFF, DUE_WORK_FAILED, PAYMENT_RETURNED, PAYMENT_UNKNOWN])
