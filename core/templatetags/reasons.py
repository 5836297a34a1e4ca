from django import template

from core.reasons import words_of

register = template.Library()


@register.filter
def reason(note: str | None) -> str:
    """{{ row.note|reason }}: a stored reason in the reader's language."""
    return words_of(note or "")
