"""How the admin introduces itself."""

from django.templatetags.static import static

UNFOLD = {
    "SITE_TITLE": "Jumun",
    "SITE_HEADER": "Jumun",
    "SITE_SYMBOL": "receipt_long",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/logo.svg")}
    ],
    "STYLES": [lambda request: static("css/admin.css")],
    "DASHBOARD_CALLBACK": "config.dashboard.with_today",
}
