"""What became of a store's coupons, for its members who run them: figures, charts, files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from core.days import Days, day_of
from coupons.models import Campaign
from coupons.statistics.periods import CHOICES, PeriodForm
from coupons.statistics.queries import (
    campaign_by_day,
    campaigns_of_store,
    rows_of_store,
    store_by_day,
)
from coupons.statistics.shown import chosen_currency, shown_figures
from coupons.statistics.spreadsheets import as_download
from coupons.statistics.topics import statistics_topic
from coupons.views.owner import SHOWN_CAMPAIGNS, CampaignsPage
from live.pages import live_context


class StatisticsPage(CampaignsPage, View):
    """The page, or for htmx the part with the figures, which reloads whenever a coupon is claimed or used."""

    template_name = "coupons/statistics/store.html"

    @cached_property
    def now(self) -> Any:
        return timezone.now()

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET, day_of(self.now))

    @property
    def days(self) -> Days:
        return self.form.period

    def figures(self) -> dict[str, Any]:
        """The context of the part."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        topic = statistics_topic(self.store.pk)
        context = {
            "store": self.store,
            "form": self.form,
            "days": self.days,
            "choices": CHOICES,
            "topic": topic,
            **self.figures(),
            **live_context(request, topic),
        }
        fragment = request.htmx and not request.htmx.history_restore_request
        name = "coupons/statistics/_figures.html" if fragment else self.template_name
        return render(request, name, context, status=400 if self.form.errors else 200)


class StoreStatistics(StatisticsPage):
    def figures(self) -> dict[str, Any]:
        currencies = store_by_day(self.store, self.days, self.now)
        currency = chosen_currency(
            self.request.GET.get("currency", ""), currencies, self.store.currency
        )
        shown = shown_figures(currencies.get(currency, {}), self.days, currency)
        return {**shown, "currencies": sorted(currencies), "page_obj": self.campaigns()}

    def campaigns(self) -> Any:
        """Those with figures in these days, what sold most first; each with its `figures`."""
        found = campaigns_of_store(self.store, self.days, self.now)
        ranked = sorted(
            found, key=lambda pk: (-found[pk].sales, -found[pk].used, -found[pk].claimed, -pk)
        )
        page = Paginator(ranked, SHOWN_CAMPAIGNS).get_page(self.request.GET.get("page"))
        campaigns = Campaign.objects.in_bulk(page.object_list)
        page.object_list = [(campaigns[pk], found[pk]) for pk in page.object_list]
        return page


class CampaignStatistics(StatisticsPage):
    template_name = "coupons/statistics/campaign.html"

    def figures(self) -> dict[str, Any]:
        by_day = campaign_by_day(self.campaign, self.days, self.now)
        shown = shown_figures(by_day, self.days, self.campaign.currency)
        return {**shown, "campaign": self.campaign}


class StoreDownload(StatisticsPage):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:
        rows = rows_of_store(self.store, self.days, self.now)
        return as_download(rows, f"coupons-{self.store.pk}")


class CampaignDownload(StatisticsPage):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:
        by_day = campaign_by_day(self.campaign, self.days, self.now)
        rows = ((day, self.campaign, by_day[day]) for day in sorted(by_day))
        return as_download(rows, f"coupon-{self.campaign.number}")
