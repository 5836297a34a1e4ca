"""The seating plans of a store, for those who run its events."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.number_input import read_number
from core.pages import ThrottledPosts
from core.spreadsheets import csv_download
from core.throttle import Limit
from stores.access import Right, holders_of
from stores.views.owner import MemberPage
from ticketing.models import Plan, PlanVersion
from ticketing.plans.files import geometry_url, seats_as_csv
from ticketing.plans.forms import PlanFileForm, PlanNameForm
from ticketing.plans.services import (
    ChangedMeanwhile,
    add_plan,
    add_version,
    change_of,
    future_dates,
    newest_of,
    plans_of,
    remove_plan,
    rename_plan,
)
from ticketing.seat_maps.legend import legend_of
from ticketing.seating.document import document_as_json
from ticketing.seating.geometry import geometry_of
from ticketing.seating.plan import plan_of
from ticketing.seating.samples import SAMPLES
from ticketing.seating.specs import PlanRefused, PlanSpec

PLANS_A_PAGE = 30
SHOWN_DATES = 20
SHOWN_VERSIONS = 50


class PlansPage(MemberPage):
    access = holders_of(Right.RUN_EVENTS)
    limit = Limit("seating-plans", times=120, seconds=600)

    @cached_property
    def plan(self) -> Plan:
        return get_object_or_404(plans_of(self.store), pk=self.kwargs["plan"])

    @cached_property
    def version(self) -> PlanVersion:
        versions = self.plan.versions.select_related("plan")
        return get_object_or_404(versions, number=self.kwargs["version"])

    def leave(self, plan: Plan | None = None) -> HttpResponse:
        if plan is None:
            return redirect("ticketing:plans", self.store.slug)
        return redirect("ticketing:plan", self.store.slug, plan.pk)


class PlanList(PlansPage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        plans = plans_of(self.store).annotate(
            seat_count=Count("seats", filter=Q(seats__is_current=True)),
        )
        page = Paginator(plans.order_by("name", "pk"), PLANS_A_PAGE).get_page(
            request.GET.get("page")
        )
        shown = {plan.pk: plan for plan in page.object_list}
        newest = Plan.objects.filter(pk__in=shown).annotate(number=Max("versions__number"))
        for pk, number in newest.order_by().values_list("pk", "number"):
            shown[pk].newest_number = number
        context = {"store": self.store, "page_obj": page, "plans": shown.values()}
        return render(request, "ticketing/owner/plans.html", context)


class PlanAdd(PlansPage, ThrottledPosts, View):
    """From a sample, or from a file, which may be looked at first."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(PlanFileForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if sample := SAMPLES.get(request.POST.get("sample", "")):
            return self.leave(add_plan(self.store, sample.document()))
        form = PlanFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            if "check" in request.POST:
                return self.show(form, preview=preview_of(plan_of(form.document)))
            plan = add_plan(self.store, form.document)
        except PlanRefused as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, status=422)
        messages.success(request, _("The plan is stored."))
        return self.leave(plan)

    def show(self, form: PlanFileForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"store": self.store, "form": form, "samples": SAMPLES.values(), **more}
        return render(self.request, "ticketing/owner/plan_add.html", context, status=status)


class PlanShow(PlansPage, View):
    """The newest version drawn, all versions, and the dates that use it."""

    def get(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        stored = self.plan.versions.select_related("plan").defer("layout")
        versions = list(stored.order_by("-number")[:SHOWN_VERSIONS])
        number = request.GET.get("version", "")
        shown = next((each for each in versions if str(each.number) == number), versions[0])
        spec = plan_of(shown.layout)
        context = {
            "store": self.store,
            "plan": self.plan,
            "versions": versions,
            "shown": shown,
            "seats": len(spec.seats),
            "dates": future_dates(self.plan, timezone.now())[:SHOWN_DATES],
            "legend": legend_of(spec),
            "geometry_url": geometry_url(shown),
        }
        return render(request, "ticketing/owner/plan.html", context)


class PlanUpload(PlansPage, ThrottledPosts, View):
    """A new version from a file, which may be looked at first."""

    def get(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        return self.show(PlanFileForm(), newest_of(self.plan).number)

    def post(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        form, seen = PlanFileForm(request.POST, request.FILES), seen_of(request)
        if not form.is_valid():
            return self.show(form, seen, status=422)
        try:
            spec = plan_of(form.document)
            if "check" in request.POST:
                more = {"preview": preview_of(spec), "change": change_of(self.plan, spec)}
                return self.show(form, seen, **more)
            version = add_version(self.plan, form.document, seen=seen)
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, newest_of(self.plan).number, status=409)
        except PlanRefused as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, seen, status=422)
        messages.success(request, _("This is version %(number)s.") % {"number": version.number})
        return self.leave(self.plan)

    def show(self, form: PlanFileForm, seen: int, status: int = 200, **more: Any) -> HttpResponse:
        context = {"store": self.store, "plan": self.plan, "form": form, "seen": seen, **more}
        return render(self.request, "ticketing/owner/plan_upload.html", context, status=status)


class PlanRename(PlansPage, View):
    def get(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        return self.show(PlanNameForm(initial={"name": self.plan.name}))

    def post(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        form = PlanNameForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        rename_plan(self.plan, form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return self.leave(self.plan)

    def show(self, form: PlanNameForm, status: int = 200) -> HttpResponse:
        context = {
            "store": self.store,
            "form": form,
            "title": _("Rename the plan"),
            "back_url": reverse("ticketing:plan", args=[self.store.slug, self.plan.pk]),
            "back_label": self.plan.name,
        }
        return render(self.request, "ticketing/owner/plan_name.html", context, status=status)


class PlanRemove(PlansPage, View):
    def get(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        context = {
            "title": _("Delete “%(plan)s”?") % {"plan": self.plan},
            "question": _("Its versions go with it. Download the plan first if you may need it."),
            "action_label": _("Delete the plan"),
            "cancel_url": reverse("ticketing:plan", args=[self.store.slug, self.plan.pk]),
        }
        return render(request, "core/confirm.html", context)

    def post(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        try:
            remove_plan(self.plan)
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
            return self.leave(self.plan)
        messages.success(request, _("The plan is deleted."))
        return self.leave()


class PlanJson(PlansPage, View):
    """The document as it was stored, every key of it."""

    def get(self, request: HttpRequest, slug: str, plan: int, version: int) -> HttpResponse:
        name = f"seating-plan-{self.plan.pk}-{self.version.number}.json"
        return HttpResponse(
            document_as_json(self.version.layout),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class PlanCsv(PlansPage, View):
    def get(
        self, request: HttpRequest, slug: str, plan: int, version: int
    ) -> StreamingHttpResponse:
        name = f"seats-{self.plan.pk}-{self.version.number}.csv"
        try:
            lines = seats_as_csv(self.version)
        except PlanRefused as refusal:
            raise Http404 from refusal
        return csv_download(lines, name)


def preview_of(spec: PlanSpec) -> dict[str, Any]:
    """What a page draws of a plan that is not stored."""
    return {
        "name": spec.name,
        "seats": len(spec.seats),
        "legend": legend_of(spec),
        "geometry": json.loads(geometry_of(spec)),
    }


def seen_of(request: HttpRequest) -> int:
    """The number of the version on which the posted page was based; -1 for nonsense."""
    number = read_number(request.POST.get("seen"))
    return -1 if number is None else number
