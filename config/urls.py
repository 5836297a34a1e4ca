from django.contrib import admin
from django.urls import include, path

from accounts.views.language import SetLanguage
from config.health import Health

urlpatterns = [
    path("", include("stores.urls")),
    path("", include("orders.urls")),
    path("checkout/", include("checkout.urls")),
    path("pay/", include("payments.urls")),
    path("me/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("i18n/setlang/", SetLanguage.as_view(), name="set_language"),
    path("admin/", admin.site.urls),
    path("health/", Health.as_view(), name="health"),
]

handler400 = "core.errors.bad_request"
