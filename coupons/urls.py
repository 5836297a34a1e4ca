from django.urls import include, path

from coupons.views import customer, following

app_name = "coupons"
urlpatterns = [
    path("coupons/mine/", customer.MyCoupons.as_view(), name="mine"),
    path("coupons/mine/<uuid:press>.svg", customer.CouponQr.as_view(), name="qr"),
    path("coupons/<str:number>/", customer.CampaignPage.as_view(), name="campaign"),
    path("coupons/<str:number>/follow/", following.FollowCampaign.as_view(), name="follow"),
    path("shop/stores/<str:slug>/coupons/", include("coupons.owner_urls")),
]
