"""What search engines and chats read of a page: schema.org and Open Graph."""

from typing import Any

from django.utils.safestring import SafeString

from core.links import absolute
from core.seo import SCHEMA, beginning_of, json_ld
from landing.choices import Choice, Offers
from landing.sections import Gallery, Hero, Photo, Section, Story, Text

IN_STOCK, SOLD_OUT = f"{SCHEMA}/InStock", f"{SCHEMA}/SoldOut"


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
    return beginning_of(next(texts, ""))


def product_json(version: Any, offers: Offers) -> SafeString:
    """The page's product with its offers as JSON-LD, safe within <script>."""
    sections, page = version.sections, version.page
    about: dict[str, Any] = {
        "@context": SCHEMA,
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
    return json_ld(about)


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
