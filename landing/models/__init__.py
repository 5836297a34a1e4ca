from landing.models.offers import ProductSet, SetItem, Variant
from landing.models.pages import FormerSlug, Page, PageMove, PageVersion
from landing.models.photos import PagePhoto
from landing.models.reviews import Review

__all__ = [
    "FormerSlug",
    "Page",
    "PageMove",
    "PagePhoto",
    "PageVersion",
    "ProductSet",
    "Review",
    "SetItem",
    "Variant",
]
