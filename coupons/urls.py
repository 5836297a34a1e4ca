from django.urls import include, path

from coupons.views import browse, counter, customer, following

app_name = "coupons"
urlpatterns = [
    path("coupons/", browse.Browse.as_view(), name="browse"),
    path("coupons/mine/", customer.MyCoupons.as_view(), name="mine"),
    path("coupons/mine/<uuid:press>.svg", customer.CouponQr.as_view(), name="qr"),
    path("coupons/<str:number>/", customer.CampaignPage.as_view(), name="campaign"),
    path("coupons/<str:number>/follow/", following.FollowCampaign.as_view(), name="follow"),
    path("shop/counter/", counter.Counters.as_view(), name="counters"),
    path("shop/stores/<str:slug>/counter/", counter.Counter.as_view(), name="counter"),
    path(
        "shop/stores/<str:slug>/counter/<int:pk>/undo/",
        counter.UndoRedemption.as_view(),
        name="undo-redemption",
    ),
    path("shop/stores/<str:slug>/coupons/", include("coupons.owner_urls")),
]
