"""A rider's home page: the shift, the working areas, open jobs and offers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView
from django_htmx.http import HttpResponseClientRefresh

from core.access import riders
from core.pages import Page
from core.versions import version_of
from delivery.forms import VehicleForm
from delivery.lifecycle import CARRIED
from delivery.models import Delivery
from delivery.queries import ever_offered_to, offers_for
from delivery.routing import estimated_minutes
from delivery.services import decline
from delivery.shifts import RiderRefused, change_shift, change_vehicle, rider_of
from delivery.topics import offer_topics
from live.pages import live_context, person_topic


class RiderPage(Page):
    """A page for the rider who is signed in."""

    access = riders

    @cached_property
    def rider(self):
        return rider_of(self.request.user)


class Rides(RiderPage, View):
    """The page, or for htmx its changing part: 204 while it is unchanged."""

    def get(self, request):
        found = self.found()
        topics = self.topics(found["active_area"])
        subscribed, seen = version_of(topics), version_of(_state(found))
        if request.htmx and request.GET.get("subscribed", subscribed) != subscribed:
            return HttpResponseClientRefresh()  # the page is subscribed to a former area
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        context = {
            **found,
            "seen": seen,
            "subscribed": subscribed,
            "topics": " ".join([person_topic(request.user.pk), *topics]),
            **live_context(request, *topics),
        }
        return render(
            request, f"delivery/rider/{'_rides' if request.htmx else 'rides'}.html", context
        )

    def found(self):
        areas = list(self.rider.areas.all())
        active = next((area for area in areas if area.is_active), None)
        return {
            "rider": self.rider,
            "areas": areas,
            "active_area": active,
            "jobs": self.jobs(),
            "offers": [with_minutes(offer) for offer in offers_for(self.rider, active)],
        }

    def jobs(self):
        jobs = Delivery.objects.carried_by(self.request.user).filter(status__in=CARRIED)
        return list(jobs.select_related("order__store").order_by("assigned_at"))

    def topics(self, area):
        return offer_topics(area) if area and self.rider.is_on_shift else []


def with_minutes(offer):
    """Estimated from straight lines, since a list must not call a route provider."""
    offer.minutes_to_store = estimated_minutes(offer.distance)
    offer.minutes_to_door = estimated_minutes(offer.kilometres)
    return offer


def _state(found):
    """Everything the page shows that may change."""
    areas = [(area.pk, area.label, area.is_active, str(area.radius_km)) for area in found["areas"]]
    jobs = [(job.pk, job.status, job.order.status) for job in found["jobs"]]
    offers = [(offer.pk, offer.order.status) for offer in found["offers"]]
    return found["rider"].is_on_shift, areas, jobs, offers


class ChangeShift(RiderPage, View):
    def post(self, request):
        try:
            change_shift(self.rider, request.POST.get("is_on_shift") == "yes")
        except RiderRefused as refusal:
            messages.warning(request, str(refusal))
        return redirect("delivery:rides")


class ChangeVehicle(RiderPage, UpdateView):
    form_class = VehicleForm
    template_name = "delivery/rider/vehicle.html"
    success_url = reverse_lazy("delivery:rides")

    def get_object(self, queryset=None):
        return self.rider

    def form_valid(self, form):
        change_vehicle(self.rider, form.cleaned_data["vehicle"])
        messages.success(self.request, _("Saved."))
        return redirect(self.success_url)


class Decline(RiderPage, View):
    def post(self, request, number):
        decline(get_object_or_404(ever_offered_to(self.rider), order__number=number), request.user)
        return redirect("delivery:rides")
