from django.views.generic import TemplateView

from core.access import signed_in
from core.pages import Page
from stores.models import Category


class Control(Page, TemplateView):
    """The minimum cost of a page: the base template, a signed-in user, one query."""

    access = signed_in
    template_name = "bench/control.html"
    extra_context = {"category": Category.objects.first}
