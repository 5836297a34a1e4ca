"""The statistics of the whole site, a page of the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import day_of
from core.panels import panels_of
from coupons.statistics.periods import CHOICES, PeriodForm, ShownPeriod
from coupons.statistics.queries import site_by_day, stores_of_site
from coupons.statistics.shown import chosen_currency, shown_figures
from stores.models import Store

PLACE = "coupon-statistics"  # of panels
SHOWN_STORES = 20  # on one page


def site_statistics(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """`context` is that of every page of the admin. Raises PermissionDenied."""
    if not request.user.has_perm("coupons.view_campaign"):
        raise PermissionDenied
    now = timezone.now()
    form = PeriodForm(request.GET, day_of(now))
    period = ShownPeriod(form.period)
    currencies = site_by_day(form.period, now)
    currency = chosen_currency(request.GET.get("currency", ""), currencies)
    context |= {
        "title": _("Statistics of coupons"),
        "form": form,
        "days": form.period,
        "choices": CHOICES,
        "currencies": sorted(currencies),
        "page_obj": _stores(request, currency, form, now),
        "panels": panels_of(PLACE, [period], request.user, now)[period.pk],
        **shown_figures(currencies.get(currency, {}), form.period, currency),
    }
    status = 400 if form.errors else 200
    return render(request, "admin/coupon_statistics.html", context, status=status)


def _stores(request: HttpRequest, currency: str, form: PeriodForm, now: Any) -> Any:
    """Those with figures, what sold most first; each with them."""
    found = stores_of_site(currency, form.period, now)
    ranked = sorted(found, key=lambda pk: (-found[pk].sales, -found[pk].used, pk))
    page = Paginator(ranked, SHOWN_STORES).get_page(request.GET.get("page"))
    stores = Store.objects.in_bulk(page.object_list)
    page.object_list = [(stores[pk], found[pk]) for pk in page.object_list]
    return page
