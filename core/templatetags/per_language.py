from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.tag
def perlanguage(parser: Any, token: Any) -> "PerLanguageNode":
    """{% perlanguage %}…{% endperlanguage %}: rendered once a process in each language.

    For what is the same on many pages: texts and URLs of static files. It gets nothing of a page's context.
    """
    content = parser.parse(("endperlanguage",))
    parser.delete_first_token()
    return PerLanguageNode(content)


class PerLanguageNode(template.Node):
    def __init__(self, content: template.NodeList) -> None:
        self.nodelist = content
        self._rendered: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self._rendered:
            self._rendered[language] = self.nodelist.render(context.new())
        return self._rendered[language]
