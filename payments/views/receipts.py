"""The receipt of a paid order: a page to print, and a PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views import View

from core.access import anyone
from core.pages import Page
from payments.receipts.facts import receipt_of
from payments.receipts.pdf import as_pdf
from payments.views.pay import order_of


class ShowReceipt(Page, View):
    access = anyone

    def get(self, request, number):
        context = {"receipt": receipt_for(request, number), "key": number}
        return render(request, "payments/receipt.html", context)


class ReceiptPdf(Page, View):
    access = anyone

    def get(self, request, number):
        receipt = receipt_for(request, number)
        response = HttpResponse(as_pdf(receipt), content_type="application/pdf")
        name = f"receipt-{receipt.order.number}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def receipt_for(request, number):
    """The receipt of the user's order, or of a guest's by its key; 404 if nothing was captured."""
    receipt = receipt_of(order_of(request, number))
    if receipt is None:
        raise Http404
    return receipt
