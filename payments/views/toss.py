"""The page from which Toss's script opens its window; Toss sends the payer back to payments:return."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from core.access import anyone
from core.money import to_minor
from core.pages import Page
from payments.gateways.toss import TossGateway
from payments.gateways.toss.methods import offered_methods
from payments.lifecycle import STARTED
from payments.views.pay import payment_of

# The script's API host, and the windows it opens.
TOSS = "https://*.tosspayments.com"


def widget_policy():
    """The policy of this page alone, for what it loads besides our own files."""
    return {
        "script-src": [SELF, settings.TOSS_WIDGET_ORIGIN],
        "connect-src": [TOSS],
        "frame-src": [TOSS],
        "form-action": [TOSS],
        "img-src": [TOSS],
    }


class Toss(Page, View):
    access = anyone

    def dispatch(self, request, *args, **kwargs):
        return csp_update(widget_policy())(super().dispatch)(request, *args, **kwargs)

    def get(self, request, key):
        payment = payment_of(request, key, gateway=TossGateway.code)
        if payment.status != STARTED or not payment.order.awaits_payment(timezone.now()):
            return redirect(payment.order)
        return render(request, "payments/toss.html", context_of(payment))


def context_of(payment):
    return {
        "payment": payment,
        "methods": offered_methods(payment.order),
        "amount": to_minor(payment.amount, payment.currency),
        "return_url": payment.return_url,
        "client_key": settings.TOSS_CLIENT_KEY,
        "script": settings.TOSS_WIDGET_URL,
        "deposit_hours": settings.TOSS_DEPOSIT_HOURS,
    }
