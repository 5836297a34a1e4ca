"""Markdown that sellers type, as HTML. Whatever is typed is text.

No HTML of theirs, no pictures; links lead to pages or mailboxes only.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = ("http", "https", "mailto")
LINK_REL = "nofollow noopener"


def _is_safe_link(url: str) -> bool:
    scheme, colon, _rest = url.partition(":")
    return bool(colon) and scheme.lower() in SCHEMES


def _open_link(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    tokens[place].attrSet("rel", LINK_REL)
    html: str = renderer.renderToken(tokens, place, options, env)
    return html


def _parser() -> MarkdownIt:
    """Headings of a text stand below the section's own, so they are typed as bold text or not at all."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    parser.disable(["image", "html_block", "html_inline", "heading", "lheading", "code", "fence"])
    parser.enable("table")
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _open_link)
    return parser


_markdown = _parser()


def to_html(text: str) -> SafeString:
    """The HTML of a Markdown text; the parser escapes all of it but the tags it makes itself."""
    html: str = _markdown.render(text)
    return mark_safe(html)  # noqa: S308
