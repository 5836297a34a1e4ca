"""The waiting lists of an event, for its organiser: how many wait for what, not who they are."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.views import View

from ticketing.models import EventDate, Wish, WishOutcome
from ticketing.views.owner_base import EventPage

WISHES_A_PAGE = 50
CONFIRMED = Q(wishes__confirmed_at__isnull=False)
OPEN = CONFIRMED & Q(wishes__ended_at=None)


class EventWaiting(EventPage, View):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        open_ones = Wish.objects.open().filter(date__event=self.event, confirmed_at__isnull=False)
        wishes = open_ones.select_related("date", "offer").prefetch_related("categories")
        page = Paginator(wishes.order_by("date", "created_at", "pk"), WISHES_A_PAGE)
        context = {"dates": self.dates(), "page_obj": page.get_page(request.GET.get("page"))}
        return self.page("waiting", context)

    def dates(self) -> QuerySet[EventDate, Any]:
        """Those for which anybody ever waited, with how many."""
        return (
            self.event.dates.filter(CONFIRMED)
            .annotate(
                waiting=Count("wishes", filter=OPEN & Q(wishes__offer=None)),
                wanted=Sum("wishes__quantity", filter=OPEN & Q(wishes__offer=None), default=0),
                offered=Count("wishes", filter=OPEN & Q(wishes__offer__isnull=False)),
                bought=_ended(WishOutcome.PAID),
                missed=_ended(WishOutcome.LAPSED, WishOutcome.DECLINED),
            )
            .order_by("begins_at", "pk")
        )


def _ended(*outcomes: WishOutcome) -> Count:
    return Count("wishes", filter=CONFIRMED & Q(wishes__outcome__in=outcomes))
