from django.urls import path

from billing.views import invoices

app_name = "billing"
urlpatterns = [
    path("invoices/", invoices.InvoiceList.as_view(), name="invoices"),
    path("invoices.csv", invoices.InvoicesCsv.as_view(), name="invoices-csv"),
    path("invoices/upcoming/", invoices.Upcoming.as_view(), name="upcoming"),
    path("invoices/<str:number>/", invoices.ShowInvoice.as_view(), name="invoice"),
    path("invoices/<str:number>/pdf/", invoices.InvoicePdf.as_view(), name="invoice-pdf"),
    path(
        "credit-notes/<str:number>/pdf/", invoices.CreditNotePdf.as_view(), name="credit-note-pdf"
    ),
]
