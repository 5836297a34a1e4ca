"""The admin's title and colours."""

from django.templatetags.static import static

__all__ = ["UNFOLD"]

# From the product's own colour (--brand in static/css/jumun.css), which is 600: for white text on it, and for
# itself on white; 500 is for a dark background.
PRIMARY = {
    "50": "#fff4ee",
    "100": "#fde5d8",
    "200": "#fbc8ae",
    "300": "#f7a47d",
    "400": "#f27f4d",
    "500": "#ea5f27",
    "600": "#c93a0a",
    "700": "#a92f06",
    "800": "#86280a",
    "900": "#6b230c",
    "950": "#3b1005",
}

UNFOLD = {
    "SITE_TITLE": "Jumun",
    "SITE_HEADER": "Jumun",
    "SITE_SYMBOL": "receipt_long",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/logo.svg")}
    ],
    "COLORS": {"primary": PRIMARY},
    "STYLES": [lambda request: static("css/admin.css")],
    "DASHBOARD_CALLBACK": "config.dashboard.with_today",
}
