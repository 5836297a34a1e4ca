"""For pages whose form may redirect to a provider."""

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

from payments.gateways import offered_gateways
from payments.gateways.base import GatewayError
from payments.methods import PaymentRefused, TooManyHolds


class RedirectsToProvider:
    """Browsers apply form-action to redirects too, so the policy lists the providers' payment pages."""

    def dispatch(self, request, *args, **kwargs):
        pages = settings.PAYMENT_PAGES
        origins = [pages[code] for code in offered_gateways() if code in pages]
        view = super().dispatch
        return (csp_update({"form-action": origins})(view) if origins else view)(
            request, *args, **kwargs
        )

    def redirect_to_provider(self, order, find_url):
        """Redirect to the URL where the payer pays, which may call the provider; else show why not."""
        try:
            return redirect(find_url())
        except TooManyHolds as refusal:
            messages.error(self.request, str(refusal))
            return redirect("payments:pay", order.guest_key or order.number)
        except PaymentRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(order)
        except GatewayError as error:
            messages.error(self.request, str(error))
            return redirect("payments:pay", order.guest_key or order.number)
