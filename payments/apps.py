from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from core.checks import KEYS
        from payments.checks import check_payments, check_something_is_offered, check_way_back

        checks.register(check_payments, KEYS)
        checks.register(check_way_back, KEYS)
        checks.register(check_something_is_offered, deploy=True)
