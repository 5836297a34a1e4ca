"""How pages answer limits: a page for each refusal, and owners' pages of rows that are read-only."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from core import limits
from core.limits import LimitRefused

SAFE = {"GET", "HEAD", "OPTIONS"}


class LimitsMiddleware:
    """Reads the allowances of each owner once a request, and answers refusals that no view caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with limits.remembered():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, LimitRefused) else None


class LimitedPage(View):
    """An owner's page about rows that may be read-only: then it shows a notice, and its POST is refused.

    It `works_beyond_limits` if customers need what it does, or if it only takes away.
    """

    works_beyond_limits: Any = False  # or a property

    def limited_rows(self) -> list[Any]:
        """What the page is about, from the whole to the part."""
        return []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = request.method or ""
        if limits.are_connected() and hasattr(self, method.lower()):
            row = next(filter(limits.is_read_only, self.limited_rows()), None)
            if row is not None and method not in SAFE and not self.works_beyond_limits:
                raise limits.read_only(row)
            notice = "" if row is None else sentence(request, limits.read_only(row))
            request.read_only_notice = notice  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)


def announce_limit(request: HttpRequest, code: str, owner_ids: Iterable[int | None]) -> None:
    """On a form to add one: what it will be refused for, unless one of the owners has room."""
    refusals = [limits.refusal_beyond(code, owner_id) for owner_id in dict.fromkeys(owner_ids)]
    first = next(filter(None, refusals), None)
    if first is not None and all(refusals):
        request.read_only_notice = sentence(request, first)  # type: ignore[attr-defined]


def sentence(request: HttpRequest, refusal: LimitRefused) -> str:
    """Its text, for the owner with a link to the page of plans: for a form's error or a notice."""
    page = plans_page_for(request, refusal)
    if not page:
        return str(refusal)
    return format_html('{} <a href="{}">{}</a>', str(refusal), page, _("See the plans"))


def plans_page_for(request: HttpRequest, refusal: LimitRefused) -> str:
    """Members of a store cannot change what its owner may have."""
    return limits.plans_page() if request.user.pk == refusal.owner_id else ""


def refused(request: HttpRequest, refusal: LimitRefused) -> HttpResponse:
    """A page of its own; after an htmx request the whole page reloads with the message."""
    if HtmxDetails(request):
        messages.warning(request, str(refusal))
        return HttpResponseClientRefresh()
    context = {"refusal": refusal, "plans_page": plans_page_for(request, refusal)}
    return render(request, "limit_reached.html", context, status=403)
