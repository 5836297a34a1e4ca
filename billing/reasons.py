"""Why usage was reversed, if not by an administrator; why a test clock was halted."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

ORDER_CALLED_OFF = Reason("order_called_off", _("The order was cancelled or rejected"))
DUE_WORK_FAILED = Reason(
    "due_work_failed",
    _(
        "What was due failed (%(error)s). Once that is mended, let the clock go on: it is tried again."
    ),
)

register([ORDER_CALLED_OFF, DUE_WORK_FAILED])
