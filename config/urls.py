from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views.language import SetLanguage
from config.health import Health
from core.media import Media

urlpatterns = [
    path("", include("stores.urls")),
    path("", include("orders.urls")),
    path("checkout/", include("checkout.urls")),
    path("pay/", include("payments.urls")),
    path("", include("delivery.urls")),
    path("inbox/", include("notifications.urls")),
    path("me/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("i18n/setlang/", SetLanguage.as_view(), name="set_language"),
    path("admin/", admin.site.urls),
    path("live-token/", include("accounts.live_urls")),
    path("health/", Health.as_view(), name="health"),
]

if not settings.S3_BUCKET:
    urlpatterns.append(re_path(Media.PATTERN, Media.as_view(), name="media"))

handler400 = "core.errors.bad_request"
handler500 = "core.errors.broken"
