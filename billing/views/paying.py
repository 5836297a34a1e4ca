"""The owner pays an invoice at a page, by any way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from billing.collection.collecting import CollectionRefused, try_to_pay
from billing.views.invoices import InvoicePage


class PayInvoice(InvoicePage, View):
    """Leads to the page of its order; clicked twice, to the same."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return redirect(self.invoice)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        invoice = self.invoice
        try:
            order = try_to_pay(invoice, invoice.tenant.time_at(timezone.now()))
        except CollectionRefused as refusal:
            messages.info(request, str(refusal))
            return redirect(invoice)
        return redirect("payments:pay", order.number)
