"""For pages whose form may end at a provider."""

from csp.decorators import csp_update
from django.conf import settings

from payments.gateways import offered_gateways


class LeadsToProviders:
    """Browsers apply form-action to redirects as well, so it names the pages where payers pay."""

    def dispatch(self, request, *args, **kwargs):
        pages = settings.PAYMENT_PAGES
        origins = [pages[code] for code in offered_gateways() if code in pages]
        view = super().dispatch
        return (csp_update({"form-action": origins})(view) if origins else view)(
            request, *args, **kwargs
        )
