from django import template

from core.navigation import NavigationEntry, entries_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, place: str) -> list[NavigationEntry]:
    """{% navigation "tabs" as tabs %}: the entries of a place that the user of the page may see."""
    return entries_for(context["user"], place)


@register.simple_block_tag
def capture(content: str) -> str:
    """{% capture as code %}{% block nav_active %}{% endblock %}{% endcapture %}: the text, as a variable."""
    return content.strip()
