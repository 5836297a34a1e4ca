"""Filters of product pages."""

from django import template
from django.utils.safestring import SafeString

from landing.markdown import to_html
from landing.models.reviews import MAX_RATING

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


@register.filter
def stars(rating: float) -> str:
    """Five stars, of which as many are full as the rating is, rounded."""
    full = min(MAX_RATING, max(0, round(float(rating))))
    return "★" * full + "☆" * (MAX_RATING - full)
