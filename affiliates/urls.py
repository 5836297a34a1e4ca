from django.urls import URLPattern, URLResolver, include, path

from affiliates.views import links, partner

app_name = "affiliates"
urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<str:code>/", links.PartnerLink.as_view(), name="link"),
    path("partners/", partner.MyPartnerships.as_view(), name="mine"),
    path("partners/<str:slug>/", partner.Dashboard.as_view(), name="dashboard"),
    path("partners/<str:slug>/apply/", partner.Apply.as_view(), name="apply"),
    path("partners/<str:slug>/codes/", partner.AddCode.as_view(), name="add-code"),
    path("partners/<str:slug>/codes/<str:code>.<slug:kind>", partner.CodeQr.as_view(), name="qr"),
    path("partners/<str:slug>/sales.csv", partner.SalesCsv.as_view(), name="sales-csv"),
    path("partners/<str:slug>/account/", partner.Account.as_view(), name="account"),
    path("partners/<str:slug>/leave/", partner.Leave.as_view(), name="leave"),
    path(
        "partners/<str:slug>/payouts/<str:number>/", partner.Statement.as_view(), name="statement"
    ),
    path("shop/stores/<str:slug>/partners/", include("affiliates.owner_urls")),
]
