"""The history of a product's stock, and setting the stock of a whole menu by a CSV file."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from stores.menu.edit import parts_of
from stores.stock_history import history_as_csv, stock_history
from stores.views.owner import MenuPage

CHANGES_A_PAGE = 30


class ProductPart(MenuPage):
    """A page of one product of the store."""

    @cached_property
    def product(self):
        return get_object_or_404(parts_of(self.store, "product"), pk=self.kwargs["pk"])


class StockHistory(ProductPart, ListView):
    template_name = "stores/owner/stock_history.html"
    context_object_name = "changes"
    paginate_by = CHANGES_A_PAGE

    def get_queryset(self):
        return stock_history(self.product)

    def get_context_data(self, **kwargs):
        return super().get_context_data(store=self.store, product=self.product, **kwargs)


class StockHistoryCsv(ProductPart, View):
    def get(self, request, **kwargs):
        name = f"stock-{self.product.pk}.csv"
        return StreamingHttpResponse(
            history_as_csv(self.product),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
