"""Statistics of billing for the whole site, pages of the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.months import Month
from billing.statistics.periods import CHOICES, MonthsForm
from billing.statistics.topics import TOPICS, Shown, Topic
from core.days import day_of
from core.spreadsheets import csv_download, csv_lines

SHOWN_INVOICES = 50  # on one page


class BillingStatistics:
    """Adds the pages to a ModelAdmin; each needs the permission of its topic."""

    list_before_template = "admin/billing/statistics_link.html"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.statistics_view)  # type: ignore[attr-defined]
        file = self.admin_site.admin_view(self.statistics_csv)  # type: ignore[attr-defined]
        return [
            path("statistics/<slug:topic>/", page, name="billing_statistics"),
            path("statistics/<slug:topic>/<slug:table>/csv/", file, name="billing_statistics_csv"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def statistics_view(self, request: HttpRequest, topic: str) -> HttpResponse:
        shown_topic, form, shown = _read(request, topic)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": _("Statistics of billing"),
            "topic": shown_topic,
            "code": topic,
            "topics": _permitted(request),
            "form": form,
            "choices": CHOICES,
            "months": form.period,
            "shown": shown,
            "page_obj": _invoices(request, shown),
            "today": day_of(timezone.now()),
        }
        status = 400 if form.errors else 200
        return render(request, "admin/billing/statistics.html", context, status=status)

    def statistics_csv(self, request: HttpRequest, topic: str, table: str) -> StreamingHttpResponse:
        _topic, _form, shown = _read(request, topic)
        found = next((each for each in shown.tables if each.code == table), None)
        if found is None:
            raise Http404
        return csv_download(csv_lines(found.lines()), f"billing-{table}.csv")


def _read(request: HttpRequest, code: str) -> tuple[Topic, MonthsForm, Shown]:
    if code not in TOPICS:
        raise Http404
    topic = TOPICS[code]
    if not request.user.has_perm(topic.permission):
        raise PermissionDenied
    today = day_of(timezone.now())
    form = MonthsForm(request.GET, Month.of(today))
    return topic, form, topic.show(form.period, today, request.GET.get("currency", ""))


def _permitted(request: HttpRequest) -> list[tuple[str, Topic]]:
    return [(code, each) for code, each in TOPICS.items() if request.user.has_perm(each.permission)]


def _invoices(request: HttpRequest, shown: Shown) -> Any:
    """A page of those that are listed."""
    if shown.invoices is None:
        return None
    return Paginator(shown.invoices, SHOWN_INVOICES).get_page(request.GET.get("page"))
