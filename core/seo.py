"""What search engines and chats read of a page: schema.org and descriptions."""

import json
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from core.markdown import to_html

SCHEMA = "https://schema.org"
DESCRIPTION_LENGTH = 160  # characters that search engines show
# Nothing in a text may end the <script> that contains it.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def json_ld(about: Any) -> SafeString:
    """The data as JSON-LD, safe within <script>.

    Such a block of data is not executed, so the policy for scripts does not apply to it.
    """
    text = json.dumps(about, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308


def beginning_of(markdown: str) -> str:
    """The first DESCRIPTION_LENGTH characters of the text, without its Markdown."""
    plain = " ".join(unescape(strip_tags(to_html(markdown))).split())
    return plain if len(plain) <= DESCRIPTION_LENGTH else plain[: DESCRIPTION_LENGTH - 1] + "…"
