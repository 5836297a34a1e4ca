"""Addresses in texts."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

LAST_ADDRESS = re.compile(r"(?s)(.*?)(https://\S+)")


@register.filter
def link_at_end(text: str) -> str | SafeString:
    """{{ mail.text|link_at_end }}: the https address with which the text ends is a link, and no other."""
    found = LAST_ADDRESS.fullmatch(text)
    if found is None:
        return text
    return format_html('{}<a href="{}">{}</a>', found[1], found[2], found[2])
