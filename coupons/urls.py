from django.urls import include, path

from coupons.views import customer

app_name = "coupons"
urlpatterns = [
    path("coupons/mine/", customer.MyCoupons.as_view(), name="mine"),
    path("coupons/<str:number>/", customer.CampaignPage.as_view(), name="campaign"),
    path("shop/stores/<str:slug>/coupons/", include("coupons.owner_urls")),
]
