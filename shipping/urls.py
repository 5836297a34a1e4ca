from django.urls import URLPattern, URLResolver, include, path

from shipping.views import buyer, owner

app_name = "shipping"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shop/orders/<str:number>/parcels/pack/", owner.Pack.as_view(), name="pack"),
    path("shop/orders/<str:number>/parcels/send/", owner.Send.as_view(), name="send"),
    path("shop/parcels/<str:parcel>/<str:verb>/", owner.MoveParcel.as_view(), name="move"),
    path("parcels/<str:parcel>/received/", buyer.OrderReceived.as_view(), name="received"),
    path(
        "parcels/guest/<str:key>/<str:parcel>/received/",
        buyer.GuestOrderReceived.as_view(),
        name="guest-received",
    ),
    path("shop/stores/<str:slug>/shipping/", include("shipping.owner_urls")),
    path("", include("shipping.returns.urls")),
    path("", include("shipping.bulk.urls")),
]
