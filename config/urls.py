from django.contrib import admin
from django.urls import include, path

from config.health import Health

urlpatterns = [
    path("", include("stores.urls")),
    path("", include("orders.urls")),
    path("checkout/", include("checkout.urls")),
    path("pay/", include("payments.urls")),
    path("me/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("health/", Health.as_view(), name="health"),
]

handler400 = "core.errors.bad_request"
