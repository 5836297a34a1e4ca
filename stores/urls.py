from django.conf import settings
from django.urls import include, path

from stores.views import customer, following, restocks
from stores.views.invitations import AcceptInvitation

app_name = "stores"
urlpatterns = [
    path("" if settings.HOME == "stores" else "stores/", customer.Home.as_view(), name="home"),
    path("stores/<str:slug>/", customer.StorePage.as_view(), name="store"),
    path("stores/<str:slug>/follow/", following.FollowStore.as_view(), name="follow"),
    path("me/stores/", following.FollowedStores.as_view(), name="followed"),
    path("restock/confirm/<str:key>/", restocks.ConfirmRestock.as_view(), name="restock-confirm"),
    path("restock/stop/<str:key>/", restocks.StopRestock.as_view(), name="restock-stop"),
    path("restock/<str:key>/", restocks.AskRestock.as_view(), name="restock"),
    path("shop/invitations/<str:key>/", AcceptInvitation.as_view(), name="invitation"),
    path("shop/stores/", include("stores.owner_urls")),
]
