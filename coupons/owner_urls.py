"""The pages of those who run a store's campaigns, below /shop/stores/<slug>/coupons/."""

from django.urls import path

from coupons.views import codes, owner, statistics

urlpatterns = [
    path("", owner.CampaignList.as_view(), name="campaigns"),
    path("add/", owner.CampaignAdd.as_view(), name="add"),
    path("statistics/", statistics.StoreStatistics.as_view(), name="statistics"),
    path("statistics/download/", statistics.StoreDownload.as_view(), name="statistics-download"),
    path("<str:number>/", owner.CampaignDetail.as_view(), name="manage"),
    path("<str:number>/edit/", owner.CampaignEdit.as_view(), name="edit"),
    path("<str:number>/duplicate/", owner.CampaignDuplicate.as_view(), name="duplicate"),
    path("<str:number>/codes/", codes.StoreCodes.as_view(), name="codes"),
    path("<str:number>/codes/codes.csv", codes.StoreCodesCsv.as_view(), name="codes-csv"),
    path("<str:number>/codes/void/", codes.VoidStoreCodes.as_view(), name="void-codes"),
    path(
        "<str:number>/statistics/",
        statistics.CampaignStatistics.as_view(),
        name="campaign-statistics",
    ),
    path(
        "<str:number>/statistics/download/",
        statistics.CampaignDownload.as_view(),
        name="campaign-statistics-download",
    ),
    path("<str:number>/<str:verb>/", owner.MoveCampaign.as_view(), name="move"),
]
