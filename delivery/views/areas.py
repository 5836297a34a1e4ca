"""Where a rider works: several areas, of which one is active."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, ListView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from delivery.forms import AreaForm
from delivery.models import WorkingArea
from delivery.routing import area_map_context
from delivery.shifts import RiderRefused, activate_area, delete_area, save_area
from delivery.views.rides import RiderPage


class AreaPage(RiderPage):
    """Shows and changes the user's own areas only."""

    def get_queryset(self):
        return WorkingArea.objects.filter(rider=self.rider).select_related("rider__user")


class AreaList(AreaPage, ListView):
    template_name = "delivery/rider/areas.html"


class AreaFormPage(AreaPage):
    form_class = AreaForm
    template_name = "delivery/rider/area_form.html"

    def form_valid(self, form):
        try:
            save_area(form.instance, make_active=form.cleaned_data["make_active"])
        except RiderRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect("delivery:areas")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**area_map_context(), **kwargs)


class AddArea(AreaFormPage, CreateView):
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": WorkingArea(rider=self.rider)}

    def get_initial(self):
        return {"make_active": True}


class EditArea(AreaFormPage, UpdateView):
    def get_initial(self):
        return {"make_active": self.object.is_active}


class ActivateArea(AreaPage, SingleObjectMixin):
    def post(self, request, pk):
        activate_area(self.get_object())
        return redirect("delivery:rides")


class DeleteArea(AreaPage, DeleteView):
    template_name = "delivery/rider/area_delete.html"

    def form_valid(self, form):
        delete_area(self.object)
        messages.success(self.request, _("Area deleted."))
        return redirect("delivery:areas")
