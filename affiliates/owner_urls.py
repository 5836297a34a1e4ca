"""The pages of those who run a store's programme, below /shop/stores/<slug>/partners/."""

from django.urls import path

from affiliates.views import owner, payouts

urlpatterns = [
    path("", owner.PartnerList.as_view(), name="partners"),
    path("partners.csv", owner.PartnersCsv.as_view(), name="partners-csv"),
    path("settings/", owner.Settings.as_view(), name="settings"),
    path("profits/", owner.Profits.as_view(), name="profits"),
    path("payouts/", payouts.Payouts.as_view(), name="payouts"),
    path("payouts/<str:number>/", payouts.RunDetail.as_view(), name="run"),
    path("payouts/<str:number>/bank.csv", payouts.BankFile.as_view(), name="bank-csv"),
    path("payouts/<str:number>/<str:verb>/", payouts.MoveRun.as_view(), name="move-run"),
    path("<str:number>/", owner.PartnerDetail.as_view(), name="partner"),
    path("<str:number>/<str:verb>/", owner.MovePartner.as_view(), name="move-partner"),
]
