from django.urls import include, path

from coupons.views import browse, codes, counter, customer, enter_code, following

app_name = "coupons"
urlpatterns = [
    path("coupons/", browse.Browse.as_view(), name="browse"),
    path("coupons/mine/", customer.MyCoupons.as_view(), name="mine"),
    path("coupons/mine/<uuid:press>.svg", customer.CouponQr.as_view(), name="qr"),
    path("coupons/code/", enter_code.EnterCode.as_view(), name="enter-code"),
    path("coupons/<str:number>/", customer.CampaignPage.as_view(), name="campaign"),
    path("coupons/<str:number>/follow/", following.FollowCampaign.as_view(), name="follow"),
    path("shop/counter/", counter.Counters.as_view(), name="counters"),
    path("shop/stores/<str:slug>/counter/", counter.Counter.as_view(), name="counter"),
    path(
        "shop/stores/<str:slug>/counter/<int:pk>/undo/",
        counter.UndoRedemption.as_view(),
        name="undo-redemption",
    ),
    path("shop/coupons/<str:number>/codes/", codes.SiteCodes.as_view(), name="site-codes"),
    path(
        "shop/coupons/<str:number>/codes/codes.csv",
        codes.SiteCodesCsv.as_view(),
        name="site-codes-csv",
    ),
    path(
        "shop/coupons/<str:number>/codes/void/",
        codes.VoidSiteCodes.as_view(),
        name="void-site-codes",
    ),
    path("shop/stores/<str:slug>/coupons/", include("coupons.owner_urls")),
]
