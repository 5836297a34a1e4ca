from django.urls import path

from billing.views import (
    cancelling,
    cards,
    choosing,
    data,
    invoices,
    ledger,
    overview,
    paying,
    report_usage,
    usage,
)

app_name = "billing"
urlpatterns = [
    path("", overview.Overview.as_view(), name="overview"),
    path("plans/", choosing.Plans.as_view(), name="plans"),
    path("plans/<slug:code>/", choosing.Choose.as_view(), name="choose"),
    path("cancel/", cancelling.Cancel.as_view(), name="cancel"),
    path("withdraw/", cancelling.Withdraw.as_view(), name="withdraw"),
    path("data/", data.Data.as_view(), name="data"),
    path("invoices/", invoices.InvoiceList.as_view(), name="invoices"),
    path("invoices.csv", invoices.InvoicesCsv.as_view(), name="invoices-csv"),
    path("invoices/upcoming/", invoices.Upcoming.as_view(), name="upcoming"),
    path("invoices/<str:number>/", invoices.ShowInvoice.as_view(), name="invoice"),
    path("invoices/<str:number>/pay/", paying.PayInvoice.as_view(), name="pay"),
    path("invoices/<str:number>/pdf/", invoices.InvoicePdf.as_view(), name="invoice-pdf"),
    path(
        "credit-notes/<str:number>/pdf/", invoices.CreditNotePdf.as_view(), name="credit-note-pdf"
    ),
    path("card/", cards.Cards.as_view(), name="card"),
    path("card/<str:card>/remove/", cards.RemoveCard.as_view(), name="remove-card"),
    path("credits/", ledger.Credits.as_view(), name="credits"),
    path("credits.csv", ledger.CreditsCsv.as_view(), name="credits-csv"),
    path("usage/", usage.ShowUsage.as_view(), name="usage"),
    path("usage.csv", usage.UsageCsv.as_view(), name="usage-csv"),
    path("usage/secrets/", usage.Secrets.as_view(), name="secrets"),
    path("usage/<str:number>/", report_usage.ReportUsage.as_view(), name="report-usage"),
]
