"""What lists of a category have in common."""

from collections.abc import Sequence

from django.http import Http404
from django.views import View

from stores.models import Category


class ByCategory(View):
    """A list that `?category=` narrows to one of `categories`."""

    categories: Sequence[Category]

    def chosen_category(self) -> Category | None:
        slug = self.request.GET.get("category")
        if not slug:
            return None
        for category in self.categories:
            if category.slug == slug:
                return category
        raise Http404
