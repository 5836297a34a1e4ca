"""Caches HTML that is the same for many users, until the data it shows change."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

FRAGMENT_CACHE_SECONDS = 600  # seconds


def cached_html(template: str, shown: object, context: dict[str, Any]) -> str:
    """Render the template; the `repr` of `shown` must differ whenever its output would.

    The cache key is a hash of `shown`, so the cached HTML cannot be out of date.
    """
    text = repr((template, get_language(), shown))
    key = f"html.{hashlib.sha256(text.encode()).hexdigest()}"
    html: str | None = cache.get(key)
    if html is None:
        html = render_to_string(template, context)
        cache.set(key, html, FRAGMENT_CACHE_SECONDS)
    return html
