"""The page of a test clock, and what its buttons do."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from billing import tasks
from billing.admin.clock_forms import AdvanceForm, CardForm, UsageForm
from billing.changes.change_sets import planned, version_on
from billing.changes.recording import changes_of
from billing.clocks.cards import use_test_card
from billing.clocks.services import (
    ClockRefused,
    a_day_on,
    a_month_on,
    archive,
    begin,
    carry_on,
    look_up,
    unarchive,
)
from billing.clocks.steps import steps_of
from billing.collection.collecting import card_of
from billing.lifecycle import CANCELLED
from billing.models import BillingClock, Subscription, Tenant, UsageOrigin
from billing.refusals import BillingRefused
from billing.usage import Usage, record_usage
from billing.visits import PERMISSION, leave, visit
from core.reasons import words_of
from jobs.queue import enqueue

SECONDS_OF_A_REQUEST = 2.0  # what takes longer goes on as a job
SHOWN_STEPS, SHOWN_WORK, SHOWN_INVOICES = 60, 5, 24
REFRESHED_AFTER = 2  # seconds, while the clock moves
VISITED = ("overview", "plans", "cancel", "invoices", "upcoming", "usage", "data")


class ClockView(View):
    """One button: it acts, and leads back to the page."""

    model_admin: Any = None
    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        clocks = BillingClock.objects.select_related("tenant")
        self.clock = get_object_or_404(clocks, pk=kwargs["pk"])
        self.tenant: Tenant = self.clock.tenant
        self.tenant.clock = self.clock
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            with timezone.override(self.tenant.tz):
                self.act(request)
        except BillingRefused as refusal:
            messages.error(request, str(refusal))
        return self.back()

    def act(self, request: HttpRequest) -> None:
        """Raises BillingRefused."""
        raise NotImplementedError

    def refuse_if_archived(self) -> None:
        if self.clock.archived_at:
            raise ClockRefused(_("This test clock is archived."))

    def back(self) -> HttpResponseRedirect:
        return redirect("admin:billing_billingclock_change", self.clock.pk)


class Advance(ClockView):
    def act(self, request: HttpRequest) -> None:
        if self.clock.halted_by:
            look_up(self.clock, timezone.now())
        begin(self.clock, self.target(request))
        for _done in carry_on(self.clock, timezone.now(), SECONDS_OF_A_REQUEST):
            pass
        if self.clock.advancing_to:
            enqueue(tasks.advance_clock, self.clock.pk)
        elif not self.clock.halted_by:
            text = _("It is %(time)s now.") % {"time": _shown(self.clock.now)}
            messages.success(request, text)

    def target(self, request: HttpRequest) -> datetime:
        if request.POST.get("by") == "day":
            return a_day_on(self.tenant, self.clock.now)
        if request.POST.get("by") == "month":
            return a_month_on(self.tenant, self.clock.now)
        until: datetime = _valid(AdvanceForm(request.POST))["until"]
        return until


class ReportUsage(ClockView):
    def act(self, request: HttpRequest) -> None:
        self.refuse_if_archived()
        data = _valid(UsageForm(request.POST))
        now = self.clock.now
        event = Usage(data["meter"].code, data["key"], data["quantity"], data["at"] or now)
        record_usage(tenant=self.tenant, events=[event], now=now, origin=UsageOrigin.STAFF)
        messages.success(request, _("The usage is recorded."))


class UseCard(ClockView):
    def act(self, request: HttpRequest) -> None:
        self.refuse_if_archived()
        card = _valid(CardForm(request.POST))["card"]
        use_test_card(self.tenant, card, wall=timezone.now(), by=request.user)


class Archive(ClockView):
    def act(self, request: HttpRequest) -> None:
        if self.clock.archived_at:
            unarchive(self.clock)
        else:
            archive(self.clock, now=timezone.now())


class Visit(ClockView):
    """To a page of the tenant, which is then seen as the tenant sees it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit(request, self.clock)
        page = request.POST.get("page", "")
        return redirect(f"billing:{page if page in VISITED else VISITED[0]}")


class Leave(ClockView):
    def act(self, request: HttpRequest) -> None:
        leave(request)


PAGES = {
    "advance": Advance,
    "usage": ReportUsage,
    "card": UseCard,
    "archive": Archive,
    "visit": Visit,
    "leave": Leave,
}


def clock_page(request: HttpRequest, model_admin: Any, clock: BillingClock) -> HttpResponse:
    """With all times in the tenant's zone."""
    tenant = clock.tenant
    tenant.clock = clock
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": str(clock),
        "clock": clock,
        "tenant": tenant,
        "may_act": request.user.has_perm(PERMISSION) and not clock.archived_at,
        "may_archive": request.user.has_perm(PERMISSION),
        "card": card_of(tenant),
        "halted_by": words_of(clock.halted_by),
        "refreshed_after": REFRESHED_AFTER,
        "steps": steps_of(tenant, SHOWN_STEPS),
        "next_works": tenant.due_work.filter(done_at=None).order_by("at", "pk")[:SHOWN_WORK],
        "invoices": tenant.invoices.all()[:SHOWN_INVOICES],
        "tenant_url": reverse("admin:billing_tenant_change", args=[tenant.pk]),
        **_subscription(tenant, clock),
        **_forms(tenant, clock),
    }
    with timezone.override(tenant.tz):
        return render(request, "admin/billing_clock.html", context)


def _subscription(tenant: Tenant, clock: BillingClock) -> dict[str, Any]:
    found = Subscription.objects.filter(tenant=tenant).first()
    if found is None:
        return {"subscription": None}
    today, changes = tenant.day_at(clock.now), list(changes_of(found))
    is_running = found.status != CANCELLED
    return {
        "subscription": found,
        "is_running": is_running,
        "version": version_on(changes, today) if is_running else None,
        "planned": planned(changes, today),
    }


def _forms(tenant: Tenant, clock: BillingClock) -> dict[str, Any]:
    target = a_month_on(tenant, clock.now)
    advance = AdvanceForm(initial={"until": _for_input(tenant, target)})
    advance.fields["until"].widget.attrs["min"] = _for_input(tenant, clock.now)
    usage = UsageForm(initial={"key": f"page {uuid4()}", "quantity": 1}, auto_id="usage_%s")
    return {"advance_form": advance, "usage_form": usage, "card_form": CardForm()}


def _valid(form: Form) -> dict[str, Any]:
    """Raises BillingRefused with what is wrong."""
    if not form.is_valid():
        errors = [
            f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts
        ]
        raise BillingRefused(" ".join(errors))
    return form.cleaned_data


def _for_input(tenant: Tenant, at: datetime) -> str:
    """As the browser's own field writes it."""
    return f"{at.astimezone(tenant.tz):%Y-%m-%dT%H:%M}"


def _shown(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
