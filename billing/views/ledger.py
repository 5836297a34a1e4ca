"""The ledger of a tenant's credit, as a page and as a file."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views import View
from django.views.generic import ListView

from billing.invoices.credit_ledger import credit_sums, credits_as_csv, credits_of, entry_of
from billing.views.pages import TenantPage

PAGE_SIZE = 50


class Credits(TenantPage, ListView):
    template_name = "billing/credits.html"
    paginate_by = PAGE_SIZE

    def get_queryset(self) -> Any:
        return credits_of(self.tenant)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shown = super().get_context_data(
            tenant=self.tenant, sums=credit_sums(self.tenant), **context
        )
        entries = [entry_of(each, self.tenant) for each in shown["page_obj"].object_list]
        return {**shown, "entries": entries}


class CreditsCsv(TenantPage, View):
    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        return credits_as_csv(self.tenant)
