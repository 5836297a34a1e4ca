from django.conf import settings
from django.urls import include, path

from stores.views import customer

app_name = "stores"
urlpatterns = [
    path("" if settings.HOME == "stores" else "stores/", customer.Home.as_view(), name="home"),
    path("stores/<str:slug>/", customer.StorePage.as_view(), name="store"),
    path("shop/stores/", include("stores.owner_urls")),
]
