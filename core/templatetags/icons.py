from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache  # an icon's markup never changes within a process, and a list shows it many times
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon from the sprite; the text next to it (or an aria-label) carries the meaning."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra,
        static("icons.svg"),
        name,
    )
