from django.conf import settings
from django.urls import include, path

from stores.views import customer
from stores.views.invitations import AcceptInvitation

app_name = "stores"
urlpatterns = [
    path("" if settings.HOME == "stores" else "stores/", customer.Home.as_view(), name="home"),
    path("stores/<str:slug>/", customer.StorePage.as_view(), name="store"),
    path("shop/invitations/<str:key>/", AcceptInvitation.as_view(), name="invitation"),
    path("shop/stores/", include("stores.owner_urls")),
]
