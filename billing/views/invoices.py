"""A tenant's invoices: their list, each with its lines, the current month so far, files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import ListView

from billing.collection.collecting import payable
from billing.invoices.amount_due import left_of
from billing.invoices.drafting import draft
from billing.invoices.pdf import credit_note_pdf, invoice_pdf
from billing.invoices.spreadsheets import invoices_as_csv
from billing.invoices.texts import name_of, shown
from billing.models import CreditNote, Invoice
from billing.months import local_month
from billing.queries import with_credited
from billing.views.pages import TenantPage
from billing.visits import invoices_of, tenants, tenants_of
from core.pages import Page

PAGE_SIZE = 24


class InvoiceList(Page, ListView):
    """Without a tenant it is empty."""

    access = tenants
    template_name = "billing/invoices.html"
    paginate_by = PAGE_SIZE

    def get_queryset(self) -> Any:
        return with_credited(invoices_of(self.request))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        tenant = tenants_of(self.request).first()
        return super().get_context_data(tenant=tenant, **context)


class InvoicesCsv(Page, View):
    access = tenants

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        return invoices_as_csv(invoices_of(request))


class InvoicePage(Page):
    access = tenants

    @cached_property
    def invoice(self) -> Invoice:
        visible = invoices_of(self.request).select_related("tenant__clock")
        return get_object_or_404(visible, number=self.kwargs["number"])


class ShowInvoice(InvoicePage, View):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        invoice = self.invoice
        context = {
            "invoice": invoice,
            "month": name_of(invoice.month),
            "lines": [shown(line, invoice.currency) for line in invoice.lines.all()],
            "notes": invoice.credit_notes.all(),
            "left": left_of(invoice),
            "payable": payable(invoice),
            "history": invoice.history.all(),
        }
        return render(request, "billing/invoice.html", context)


class InvoicePdf(InvoicePage, View):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return pdf_download(invoice_pdf(self.invoice), self.invoice.number)


class CreditNotePdf(Page, View):
    access = tenants

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        notes = CreditNote.objects.filter(invoice__in=invoices_of(request))
        note = get_object_or_404(notes.select_related("invoice"), number=number)
        return pdf_download(credit_note_pdf(note), note.number)


class Upcoming(TenantPage, View):
    """The current month as it would be billed now: by the function that makes the invoice."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = self.tenant
        month = local_month(self.now, tenant.tz)
        drafted = draft(tenant, month)
        context = {
            "draft": drafted,
            "month": name_of(month),
            "lines": [shown(line, drafted.currency) for line in drafted.lines],
        }
        return render(request, "billing/upcoming.html", context)


def pdf_download(content: bytes, number: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response
