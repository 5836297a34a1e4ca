"""Base classes of views: declared access and, optionally, a limit."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.views import View
from django.views.generic import ListView
from django_htmx.middleware import HtmxDetails

from core.access import Access, SignInFirst, to_sign_in
from core.errors import too_many
from core.throttle import Limit, TooMany, client_address, count


class Page(View):
    """The first base of every view; `access` must be declared."""

    access: Access

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.access.refuse(request) or super().dispatch(request, *args, **kwargs)
        except SignInFirst as refusal:
            return to_sign_in(request, refusal.back)


class ThrottledPosts(View):
    """Counts each POST against `limit`, by user or, signed out, by address; beyond it a 429 page."""

    limit: Limit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_counted(request):
            try:
                count(self.limit, _who(request))
            except TooMany as refusal:
                return too_many(request, refusal.retry_after)
        return super().dispatch(request, *args, **kwargs)

    def is_counted(self, request: HttpRequest) -> bool:
        return request.method == "POST"


def _who(request: HttpRequest) -> str:
    user = request.user
    return f"user-{user.pk}" if user.is_authenticated else client_address(request)


class CountedList(ListView):  # type: ignore[type-arg]
    """`get_queryset` may return a list: the first page, its rows with `found`, the number on all pages."""

    def get_paginator(self, queryset: Any, *args: Any, **options: Any) -> Paginator:
        paginator = super().get_paginator(queryset, *args, **options)
        if isinstance(queryset, list):
            paginator.count = queryset[0].found if queryset else 0
        return paginator


class OpenList(ListView):  # type: ignore[type-arg]
    """A list that refreshes itself: its page may no longer exist by then."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """For htmx, a page beyond the last becomes the last."""
        if not HtmxDetails(self.request):
            return super().paginate_queryset(queryset, page_size)
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()
