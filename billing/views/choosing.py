"""The owner chooses a plan: the comparison, the preview, the confirmation; and cancels it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from billing.changes.change_sets import version_on
from billing.changes.recording import changes_of
from billing.invoices.texts import name_of, shown
from billing.models import BillingPlan, BillingPlanVersion
from billing.plan_changes import change_plan
from billing.plans.texts import PlanFact, facts_of, meters_by_code, named
from billing.plans.versions import default_version
from billing.previews import Preview, preview
from billing.refusals import BillingRefused
from billing.subscribing import subscribe
from billing.trials import may_have_trial
from billing.views.pages import BillingPage
from core.lifecycle import MoveRefused


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan in the comparison."""

    version: BillingPlanVersion
    facts: list[PlanFact]
    is_current: bool
    has_trial: bool


class Plans(BillingPage, View):
    """The plans that are offered; the present one is marked, also if it is not offered any more."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"offers": self.offers(), "tenant": self.tenant, "currency": self.currency}
        return render(request, "billing/plans.html", context)

    def offers(self) -> list[Offer]:
        meters, current = meters_by_code(), self.current
        versions = self.offered
        if current and current not in versions:
            versions = [current, *(each for each in versions if each.plan_id != current.plan_id)]
        trial = not self.is_running and (self.tenant is None or may_have_trial(self.tenant))
        return [
            Offer(each, facts_of(each, meters), each == current, bool(trial and each.trial_days))
            for each in versions
        ]

    @cached_property
    def current(self) -> BillingPlanVersion | None:
        if self.is_running:
            return version_on(changes_of(self.subscription), self.today)
        return default_version()


class Choose(BillingPage, View):
    """What the plan changes, and its confirmation; without data for bills these come first."""

    @cached_property
    def version(self) -> BillingPlanVersion:
        code = self.kwargs["code"]
        found = next((each for each in self.offered if each.plan.code == code), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        version = self.version
        if self.tenant is None:
            return redirect(f"{reverse('billing:data')}?plan={version.plan.code}")
        try:
            found = preview(self.tenant, version, now=self.now)
        except BillingRefused as refusal:
            return self.page({"version": version, "refusal": str(refusal)})
        return self.page({"version": version, **shown_preview(found)})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        if self.tenant is None:
            return redirect(f"{reverse('billing:data')}?plan={self.version.plan.code}")
        if request.POST.get("version") != str(self.version.pk):  # it has a newer one by now
            return redirect(request.path)
        try:
            self.choose()
        except (BillingRefused, MoveRefused) as refusal:
            return self.page({"version": self.version, "refusal": str(refusal)}, 409)
        return redirect("billing:overview")

    def choose(self) -> None:
        assert self.tenant is not None
        act: dict[str, Any] = {"now": self.now, "by": self.request.user}
        if not self.is_running:
            subscribe(self.tenant, self.version, **act)
            text = _("You are on %(plan)s now.") % {"plan": self.version.plan.name}
        else:
            begins = change_plan(self.subscription, self.version, **act)
            text = change_text(self.version.plan, begins, self.today)
        messages.success(self.request, text)

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context |= {"tenant": self.tenant}
        return render(self.request, "billing/choose.html", context, status=status)


def shown_preview(found: Preview) -> dict[str, Any]:
    currency = found.then.currency
    return {
        "preview": found,
        "month": name_of(found.then.month),
        "lines": [shown(line, currency) for line in found.then.lines],
        "beyond": named(found.beyond),
    }


def change_text(plan: BillingPlan, begins: date, today: date) -> str:
    if begins == today:
        return _("You are on %(plan)s now.") % {"plan": plan.name}
    day = date_format(begins, "DATE_FORMAT")
    return _("From %(day)s on you are on %(plan)s.") % {"plan": plan.name, "day": day}
