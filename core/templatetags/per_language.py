from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.tag
def perlanguage(parser: Any, token: Any) -> "PerLanguageNode":
    """{% perlanguage %}…{% endperlanguage %}: rendered once a process in each language.

    For what is the same on many pages: texts and URLs that name no row. It gets nothing of a page's context,
    but the variables that it names: `{% perlanguage link %}` is rendered once for each of a few links.
    """
    _tag, *names = token.split_contents()
    content = parser.parse(("endperlanguage",))
    parser.delete_first_token()
    return PerLanguageNode(content, names)


class PerLanguageNode(template.Node):
    child_nodelists = ()  # it can have no block, for which Django searches the nodes of each page

    def __init__(self, content: template.NodeList, names: list[str]) -> None:
        self.nodelist, self.names = content, names
        self._rendered: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        values = [context[name] for name in self.names]
        key = (get_language(), *values)
        if key not in self._rendered:
            known = dict(zip(self.names, values, strict=True))
            self._rendered[key] = self.nodelist.render(context.new(known))
        return self._rendered[key]
