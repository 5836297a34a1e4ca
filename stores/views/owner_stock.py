"""The history of a product's stock, and setting the stock of a whole menu by a CSV file."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView, View

from core.csv_reading import FileRefused
from core.pages import ThrottledPosts
from core.spreadsheets import csv_download
from core.throttle import Limit
from stores.forms.stock import StockFileForm
from stores.menu.edit import parts_of
from stores.stock_history import history_as_csv, stock_history
from stores.stock_import import MAX_BYTES, read_stock, set_stocks, stock_as_csv
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
        return csv_download(history_as_csv(self.product), f"stock-changes-{self.product.pk}.csv")


class StockFile(MenuPage, View):
    """The present stock of the whole menu, as a file to change and import."""

    def get(self, request, **kwargs):
        return csv_download(stock_as_csv(self.store), f"stock-{self.store.pk}.csv")


class StockImport(MenuPage, ThrottledPosts, FormView):
    """Reports each row of the file in place; pressed again, nothing more changes."""

    template_name = "stores/owner/stock_import.html"
    form_class = StockFileForm
    works_beyond_limits = True
    limit = Limit("stock-imports", times=60, seconds=600)

    def form_valid(self, form):
        only_check = "check" in self.request.POST
        try:
            rows = read_stock(self.store, form.cleaned_data["file"].read(MAX_BYTES + 1))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        rows = set_stocks(rows, by=self.request.user, only_check=only_check)
        return self.render_to_response(
            self.get_context_data(
                rows=sorted(rows, key=lambda row: (not row.refusal, row.line)),
                refused=sum(bool(row.refusal) for row in rows),
                changed=sum(row.changed for row in rows),
                only_check=only_check,
            )
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(store=self.store, **kwargs)
