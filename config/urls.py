from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import import_string

from accounts.views.language import SetLanguage
from config.features import home_page, is_on
from config.health import Health
from core.media import Media


def switched_on(
    patterns: Iterable[URLPattern | URLResolver], app: str = ""
) -> Iterator[URLPattern | URLResolver]:
    """The patterns without those of switched-off features."""
    for each in patterns:
        if isinstance(each, URLPattern):
            if is_on(app, f"{app}:{each.name}"):
                yield each
        elif is_on(each.namespace or app):
            inner = list(switched_on(each.url_patterns, each.namespace or app))
            yield URLResolver(
                each.pattern, inner, each.default_kwargs, each.app_name, each.namespace
            )


view, arguments = home_page(settings.HOME, settings.FEATURES)
all_patterns = [
    # Those with a prefix come first: a path is compared with the prefix, and not with each of their patterns.
    path("checkout/", include("checkout.urls")),
    path("pay/", include("payments.urls")),
    path("billing/", include("billing.urls")),
    path("for-you/", include("recommendations.urls")),
    path("inbox/", include("notifications.urls")),
    path("me/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("i18n/setlang/", SetLanguage.as_view(), name="set_language"),
    path("admin/", admin.site.urls),
    path("live-token/", include("accounts.live_urls")),
    path("health/", Health.as_view(), name="health"),
    path("", include("stores.urls")),
    path("", include("orders.urls")),
    path("", include("delivery.urls")),
    path("", include("coupons.urls")),
    path("", include("shipping.urls")),
    path("", include("ticketing.urls")),
    path("", include("affiliates.urls")),
    path("", include("landing.urls")),
    # The last, so that the list of stores has its own name where it is the home page.
    path("", import_string(view).as_view(), arguments, name="home"),
]
if not settings.S3_BUCKET:
    all_patterns.append(re_path(Media.PATTERN, Media.as_view(), name="media"))

urlpatterns = list(switched_on(all_patterns))

handler400 = "core.errors.bad_request"
handler500 = "core.errors.broken"
