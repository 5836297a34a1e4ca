from django.urls import path

from shipping.returns.views import customer, owner, photos

urlpatterns = [
    path("shop/returns/", owner.ReturnList.as_view(), name="returns"),
    path("shop/returns/returns.csv", owner.ReturnDownload.as_view(), name="returns-download"),
    path("shop/returns/terms/<str:slug>/", owner.Terms.as_view(), name="return-terms"),
    path("shop/returns/<str:number>/", owner.ReturnDetail.as_view(), name="return"),
    path("returns/of/<str:number>/", customer.RequestReturn.as_view(), name="return-request"),
    path(
        "returns/guest/<str:key>/",
        customer.RequestGuestReturn.as_view(),
        name="guest-return-request",
    ),
    path(
        "returns/guest/<str:key>/<str:number>/<str:verb>/",
        customer.MoveGuestReturn.as_view(),
        name="guest-return-move",
    ),
    path(
        "returns/guest/<str:key>/<str:number>/photos/<int:place>/",
        photos.GuestPhoto.as_view(),
        name="guest-return-photo",
    ),
    path("returns/<str:number>/photos/<int:place>/", photos.Photo.as_view(), name="return-photo"),
    path("returns/<str:number>/<str:verb>/", owner.MoveReturn.as_view(), name="return-move"),
]
