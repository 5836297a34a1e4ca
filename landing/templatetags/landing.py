"""Filters of product pages."""

from django import template
from django.utils.safestring import SafeString

from landing.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)
