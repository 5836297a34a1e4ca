"""What a rider delivered, and earned with it."""

from django.db.models.functions import Coalesce
from django.utils import timezone
from django_filters.views import FilterView

from core.spreadsheets import csv_download
from delivery.earnings import chart_of, days_shown, earned, earned_a_day
from delivery.filters import FINISHED, HistoryFilter
from delivery.models import Delivery
from delivery.spreadsheets import rides_as_csv
from delivery.views.rides import RiderPage


class History(RiderPage, FilterView):
    template_name = "delivery/rider/history.html"
    filterset_class = HistoryFilter
    context_object_name = "jobs"
    paginate_by = 20
    strict = False

    def get_queryset(self):
        """A failed delivery is unfinished for its store; for its rider it ended when they left with it."""
        jobs = Delivery.objects.carried_by(self.request.user).filter(status__in=FINISHED)
        jobs = jobs.annotate(when=Coalesce("ended_at", "picked_up_at", "assigned_at"))
        return jobs.select_related("order__store").order_by("-when", "-pk")

    def get_context_data(self, **kwargs):
        first, last = self.days()
        rows = list(earned_a_day(self.object_list, first, last))
        return super().get_context_data(
            sums=earned(self.object_list),
            earnings=rows,
            chart=chart_of(rows, first, last),
            first=first,
            last=last,
            **kwargs,
        )

    def days(self):
        asked = getattr(self.filterset.form, "cleaned_data", {})
        return days_shown(asked.get("since"), asked.get("until"), timezone.localdate())


class HistoryDownload(History):
    """The same jobs, from every page, as a spreadsheet."""

    def render_to_response(self, context, **kwargs):
        return csv_download(rides_as_csv(self.object_list.iterator(1000)), "history.csv")

    def get_paginate_by(self, queryset):
        return None
