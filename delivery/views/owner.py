"""A store's moves on the deliveries of its orders."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from core.forms import first_error
from core.lifecycle import AlreadyDone, MoveRefused
from core.lifecycle.views import MoveView, show_refusal
from core.pages import Page
from core.versions import version_of
from delivery import services
from delivery.lifecycle import SEARCHING
from delivery.queries import riders_for, sold_delivery
from delivery.store_steps import RiderForm, store_form, store_steps
from live.pages import live_context
from stores.access import Right, holders_of

MAX_RIDERS = 50  # on one page; those with the fewest jobs come first


class MoveDelivery(Page, MoveView):
    access = holders_of(Right.WORK_BOARD)
    template_name = "orders/move.html"

    def row_and_actor(self):
        return sold(self.request.user, self.kwargs["number"]), self.request.user

    def page_of(self, row):
        return page_of(row)

    def steps_of(self, row, actor):
        return store_steps(row, actor)

    def form_of(self, row, verb, data=None):
        return store_form(verb, data)

    def context(self, row, step):
        return {"order": row.order}

    def name_of(self, row):
        return str(row.order)


class AssignRider(Page, View):
    """The riders to choose from, each with a button that assigns it."""

    access = holders_of(Right.WORK_BOARD)

    def get(self, request, number):
        return self.page(sold(request.user, number))

    def post(self, request, number):
        delivery = sold(request.user, number)
        form = RiderForm(request.POST)
        if not form.is_valid():
            messages.error(request, first_error(form))
            return self.page(delivery, status=422)
        try:
            services.assign(delivery, form.cleaned_data["rider"], by=request.user)
        except AlreadyDone as done:
            show_refusal(request, done)
            return redirect("orders:board")
        except MoveRefused as refusal:
            show_refusal(request, refusal)
            return self.page(delivery, status=422)
        messages.success(request, f"{delivery.order}: {delivery.rider}")
        return redirect("orders:board")

    def page(self, delivery, status=200):
        request, riders = self.request, list(riders_for(delivery)[:MAX_RIDERS])
        seen = version_of(delivery.status, [(r.pk, r.jobs, r.has_declined) for r in riders])
        if request.method == "GET" and request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        context = {
            "delivery": delivery,
            "order": delivery.order,
            "riders": riders,
            "is_wanted": delivery.status == SEARCHING,
            "most_jobs": settings.RIDER_MOST_JOBS,
            "seen": seen,
            **live_context(request, f"order.{delivery.order.number}"),
        }
        name = "_riders" if request.htmx else "assign"
        return render(request, f"delivery/owner/{name}.html", context, status=status)


def sold(user, number):
    """The delivery of an order at a store on whose board the user works, or 404."""
    return sold_delivery.get_or_404(user.pk, number)


def page_of(delivery):
    return reverse("orders:sold-order", args=[delivery.order.number])
