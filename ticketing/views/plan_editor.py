"""The editor of a seating plan: its script changes the document, which is stored as any upload is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core.pages import ThrottledPosts
from ticketing.plans.forms import PlanFileForm
from ticketing.plans.services import ChangedMeanwhile, add_version, newest_of
from ticketing.seating.specs import PlanRefused
from ticketing.views.plans import PlansPage, seen_of


class PlanEdit(PlansPage, ThrottledPosts, View):
    """Saving answers in JSON, so that a refusal leaves the page and what was changed on it."""

    def get(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        newest = newest_of(self.plan)
        context = {
            "store": self.store,
            "plan": self.plan,
            "document": newest.layout,
            "seen": newest.number,
        }
        return render(request, "ticketing/owner/plan_edit.html", context)

    def post(self, request: HttpRequest, slug: str, plan: int) -> HttpResponse:
        row, form = self.plan, PlanFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return refusal_of(" ".join(form.errors["file"]), 422)
        try:
            version = add_version(row, form.document, seen=seen_of(request))
        except ChangedMeanwhile as refusal:
            return refusal_of(str(refusal), 409)
        except PlanRefused as refusal:
            return refusal_of(str(refusal), 422)
        messages.success(request, _("This is version %(number)s.") % {"number": version.number})
        return JsonResponse({"url": reverse("ticketing:plan", args=[slug, row.pk])})


def refusal_of(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"refusal": sentence}, status=status)
