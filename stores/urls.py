from django.urls import include, path

app_name = "stores"
urlpatterns = [
    path("shop/stores/", include("stores.owner_urls")),
]
