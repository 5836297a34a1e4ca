from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        from billing import due_work
        from billing.changes.due import HANDLERS
        from billing.collection.collecting import collect_due
        from billing.invoices.finalizing import finalize_due
        from billing.models import DueKind

        due_work.connect(
            {
                DueKind.FINALIZE: finalize_due,
                DueKind.COLLECT: collect_due,
                DueKind.RETRY: collect_due,
                **HANDLERS,
            }
        )
