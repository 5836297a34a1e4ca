"""Why usage was reversed, if not by an administrator."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

ORDER_CALLED_OFF = Reason("order_called_off", _("The order was cancelled or rejected"))

register([ORDER_CALLED_OFF])
