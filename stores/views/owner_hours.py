"""The page of opening hours by weekday."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from stores.access import Right, holders_of
from stores.forms.hours import HoursForm
from stores.store_services import set_hours
from stores.views.owner import MemberPage


class StoreHours(MemberPage, View):
    access = holders_of(Right.EDIT_STORE)

    def get(self, request, slug):
        return self._show(HoursForm(self.store))

    def post(self, request, slug):
        form = HoursForm(self.store, request.POST)
        monday_for_all = request.POST.get("action") == "monday"
        if not form.is_valid(monday_for_all=monday_for_all):
            return self._show(form, status=422)
        set_hours(self.store, form.spans)
        saved = _("Monday's hours now hold every day.") if monday_for_all else _("Hours saved.")
        messages.success(request, saved)
        return redirect("stores:hours", self.store.slug)

    def _show(self, form, status=200):
        context = {"store": self.store, "form": form}
        return render(self.request, "stores/owner/hours.html", context, status=status)
