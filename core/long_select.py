"""A select of hundreds of choices."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """Shows what Django's does, for choices without groups.

    The template that Django includes for each of 500 options took half of the time of the page.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', self._options(value)),
        )

    def _options(self, value: Any) -> Iterator[tuple[Any, str, Any]]:
        chosen = self.format_value(value)
        for choice, label in self.choices:
            yield choice, " selected" if str(choice) in chosen else "", label
