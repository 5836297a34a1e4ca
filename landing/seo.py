"""What search engines and chats read of a page: schema.org and Open Graph."""

import json
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from core.markdown import to_html
from landing.choices import Choice, Offers
from landing.sections import Gallery, Hero, Photo, Section, Story, Text

DESCRIPTION_LENGTH = 160  # characters that search engines show
IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/SoldOut"
# Nothing in a text may end the <script> that contains it.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    """The whole URL of a path of this site; others stay."""
    return path if "://" in path else settings.SITE_URL.rstrip("/") + path


def photos_of(sections: list[Section]) -> list[Photo]:
    """All photos, those that stand first at first."""
    found: list[Photo] = []
    for section in sections:
        if isinstance(section, Gallery):
            found += section.photos
        elif isinstance(section, (Hero, Story)) and section.photo:
            found.append(section.photo)
    return found


def description_of(sections: list[Section]) -> str:
    """The beginning of the first text, without its Markdown."""
    texts = (each.text for each in sections if isinstance(each, (Hero, Story, Text)) and each.text)
    plain = " ".join(unescape(strip_tags(to_html(next(texts, "")))).split())
    return plain if len(plain) <= DESCRIPTION_LENGTH else plain[: DESCRIPTION_LENGTH - 1] + "…"


def product_json(version: Any, offers: Offers) -> SafeString:
    """The page's product with its offers as JSON-LD, safe within <script>.

    Such a block of data is not executed, so the policy for scripts does not apply to it.
    """
    sections, page = version.sections, version.page
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.title,
        "description": description_of(sections),
        "image": [absolute(photo.url) for photo in photos_of(sections)],
        "brand": {"@type": "Brand", "name": page.store.name},
        "offers": [_offer(choice, page) for choice in offers.choices],
    }
    if version.review_count:
        about["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(float(version.review_average), 2),
            "reviewCount": version.review_count,
        }
    text = json.dumps(about, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308


def _offer(choice: Choice, page: Any) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "name": choice.name,
        "url": absolute(page.get_absolute_url()),
        "price": str(choice.price),
        "priceCurrency": page.store.currency,
        "availability": SOLD_OUT if choice.is_sold_out else IN_STOCK,
        "seller": {"@type": "Organization", "name": page.store.name},
    }
