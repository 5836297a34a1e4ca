"""Where providers send their messages."""

import time

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.access import anyone
from core.pages import Page
from core.throttle import Limit, TooMany, client_address, count, is_spent
from payments.audit import log_message
from payments.gateways.base import GatewayError, InvalidSignature, UnverifiedWebhook
from payments.gateways.paypal import PayPalGateway, names_ours
from payments.methods import PaymentRefused
from payments.webhooks import receive, store

# Messages per address that are forged or cannot be verified and are stored; more of them are refused
# without a row. A provider repeats a true one for days.
FORGED = Limit("forged-webhook", times=30, seconds=3600)


@method_decorator(csrf_exempt, name="dispatch")  # verified by the provider's own means
class Webhooks(Page, View):
    """200 for a verified message, however often; 400 for a forged one; 503 to have it repeated.

    Each is logged, outside the transaction in which it was acted on, and so even if that fails.
    """

    access = anyone

    def post(self, request, gateway):
        began = time.monotonic()
        status, payment = 500, None  # for unexpected errors
        try:
            status, payment = self.answer(request, gateway)
        finally:
            if status not in (404, 429):
                log_message(
                    gateway,
                    request.path,
                    body=body_of(request),
                    status=status,
                    payment=payment,
                    seconds=time.monotonic() - began,
                )
        return HttpResponse(status=status)

    def answer(self, request, gateway):
        if self.is_not_worth_asking(request, gateway):
            return 429, None
        try:
            return 200, receive(gateway, body_of(request), request.headers).payment
        except PaymentRefused:
            return 404, None
        except InvalidSignature:
            return self.within_limit(request, 400), None
        except UnverifiedWebhook as unverified:
            return self.parked(request, gateway, unverified.webhook), None
        except GatewayError:
            return 503, None

    def is_not_worth_asking(self, request, gateway):
        """PayPal must verify each message: for an address that forged many, only those about our payments."""
        is_asked = gateway == PayPalGateway.code and is_spent(FORGED, client_address(request))
        return is_asked and not names_ours(body_of(request))

    def parked(self, request, gateway, webhook):
        status = self.within_limit(request, 200)
        if status == 200:
            store(gateway, webhook)
        return status

    def within_limit(self, request, status):
        try:
            count(FORGED, client_address(request))
        except TooMany:
            return 429
        return status


def body_of(request):
    """The exact bytes; empty for multipart forms and for megabytes: no provider sends those."""
    try:
        return request.body
    except (RawPostDataException, RequestDataTooBig):
        return b""
