"""Filters of product pages."""

from django import template

from landing.models.reviews import MAX_RATING

register = template.Library()


@register.filter
def stars(rating: float) -> str:
    """Five stars, of which as many are full as the rating is, rounded."""
    full = min(MAX_RATING, max(0, round(float(rating))))
    return "★" * full + "☆" * (MAX_RATING - full)
