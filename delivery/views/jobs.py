"""A job that a rider took, from the store to the customer's door."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from core.lifecycle import MoveForbidden, MoveRefused, open_moves
from core.lifecycle.views import MoveView, show_refusal
from delivery.lifecycle import ASSIGNED, CARRIED, DELIVERED, STOPPED
from delivery.models import Delivery
from delivery.queries import ever_offered_to
from delivery.rider_steps import move_form, steps_of
from delivery.routing import external_maps, map_context, point_of
from delivery.services import accept
from delivery.views.rides import RiderPage
from live.pages import live_context, person_topic
from orders.statuses import READY


class JobPage(RiderPage):
    """For the user's own jobs only."""

    def job(self):
        jobs = Delivery.objects.carried_by(self.request.user).select_related("order__store")
        return get_object_or_404(jobs, order__number=self.kwargs["number"])

    def was_theirs(self):
        """Whether the user made a move on it before it was given back, or taken back."""
        number, user = self.kwargs["number"], self.request.user
        return Delivery.objects.filter(order__number=number, history__actor=user).exists()

    def gone(self):
        """For an open page, or a notification, whose job was given or taken back."""
        messages.warning(self.request, _("This delivery is not yours any more."))
        url = reverse("delivery:rides")
        return HttpResponseClientRedirect(url) if self.request.htmx else redirect(url)


class Ride(JobPage, View):
    """The page of one job; htmx gets its fragment, or 204 while it is unchanged."""

    def get(self, request, number):
        try:
            job = self.job()
        except Http404:
            if request.htmx:
                return self.gone()
            raise
        seen = f"{job.status}-{job.order.status}"
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        topics = [f"order.{job.order.number}", person_topic(request.user.pk)]
        context = {
            **job_context(job, request.user),
            "seen": seen,
            "topics": " ".join(topics),
            **live_context(request, *topics),
        }
        return render(
            request, f"delivery/rider/{'_ride' if request.htmx else 'ride'}.html", context
        )


def job_context(job, rider):
    """The customer's address is shown to the rider only while they carry the order."""
    is_open = job.status in CARRIED
    return {
        "job": job,
        "order": job.order,
        "lines": job.order.lines.all() if is_open else [],
        "steps": steps_of(job, rider),
        "is_open": is_open,
        "is_over": job.status in (DELIVERED, STOPPED),
        "to_store": job.status == ASSIGNED,
        "is_ready": job.order.status == READY,
        "links": _links(job) if is_open else [],
    }


def _links(job):
    """External maps with the next destination: the store, then the door, without the customer's name."""
    order = job.order
    if job.status == ASSIGNED:
        store = order.store
        return external_maps(point_of(store), store.name, store.line)
    return external_maps(point_of(order), order.number, order.address)


class GivenRide(JobPage, View):
    """The target of a job's notification: the job, or the list if it was given away since.

    An unknown number gets the same answer, so it discloses nothing.
    """

    def get(self, request):
        number = request.GET.get("number", "")
        if Delivery.objects.carried_by(request.user).filter(order__number=number).exists():
            return redirect("delivery:ride", number)
        return self.gone()


class RideRoute(JobPage, View):
    """The route on a map: a page of its own, or for htmx the part for the job's page.

    It may take two seconds, for which the job's page does not wait.
    """

    def get(self, request, number):
        job = self.job()
        if job.status not in CARRIED:
            raise Http404
        way = map_context(point_of(job.order.store), point_of(job.order))
        name = "_route" if request.htmx else "route"
        return render(
            request, f"delivery/rider/{name}.html", {"job": job, "order": job.order, **way}
        )


class RideMove(JobPage, MoveView):
    template_name = "delivery/rider/move.html"

    def row_and_actor(self):
        return self.job(), self.request.user

    def job(self):
        """A rider who was offered a delivery may try to take it, and reads then who was faster."""
        if self.kwargs["verb"] != "accept":
            return super().job()
        offers = ever_offered_to(self.rider).select_related("order__store")
        return get_object_or_404(offers, order__number=self.kwargs["number"])

    def steps_of(self, row, actor):
        return open_moves(row, actor)

    def form_of(self, row, verb, data=None):
        return move_form(verb, data)

    def context(self, row, step):
        return {"order": row.order}

    def post(self, request, number, verb):
        try:
            return super().post(request, verb)
        except Http404:
            is_step = verb in Delivery.MOVES and verb != "accept"
            if is_step and (request.htmx or self.was_theirs()):
                return self.gone()
            raise

    def make(self, row, verb, actor, details):
        """No message: the page of the job shows the result."""
        try:
            self.act(row, verb, actor, details)
        except MoveForbidden as refusal:
            if row.rider_id == actor.pk:
                raise PermissionDenied from refusal
            # Taken back between reading and locking it.
            messages.warning(self.request, _("This delivery is not yours any more."))
        except MoveRefused as refusal:
            show_refusal(self.request, refusal)

    def act(self, row, verb, actor, details):
        if verb == "accept":
            return accept(row, actor)
        return super().act(row, verb, actor, details)

    def leave(self, row):
        """To the job while it is the rider's; an htmx page is redirected as a whole."""
        url = self.page_of(row)
        here = urlsplit(self.request.htmx.current_url_abs_path or "").path
        if self.request.htmx and here != url:
            return HttpResponseClientRedirect(url)
        return redirect(url)

    def page_of(self, row):
        if row.rider_id == self.request.user.pk:
            return reverse("delivery:ride", args=[row.order.number])
        return reverse("delivery:rides")
