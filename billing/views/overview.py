"""The owner's page of their plan: what it is, what this month costs, what comes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from billing.changes.change_sets import planned, version_on
from billing.changes.recording import changes_of
from billing.invoices.credit_ledger import credit_sums
from billing.invoices.drafting import draft
from billing.invoices.texts import name_of, shown
from billing.models import BillingPlanVersion, SubscriptionChange, Tenant
from billing.months import finalized_at, local_month
from billing.plans.versions import default_version
from billing.timeline import text_of, timeline_of
from billing.usage.figures import used_in
from billing.views.pages import BillingPage
from core.limits import usage_of
from core.panels import TimelineEntry, panels_of

SHOWN_EVENTS = 20


class Overview(BillingPage, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        changes = list(changes_of(self.subscription)) if self.subscription else []
        version = version_on(changes, self.today) if self.is_running else None
        context = {
            "tenant": self.tenant,
            "subscription": self.subscription,
            "is_running": self.is_running,
            "version": version or default_version(),
            "planned": self.planned(changes),
            "limits": usage_of(request.user.pk, self.now) if self.limited(version) else [],
            **(self.of_tenant(self.tenant) if self.tenant else {}),
        }
        return render(request, "billing/overview.html", context)

    def planned(self, changes: list[SubscriptionChange]) -> SubscriptionChange | None:
        return next(iter(planned(changes, self.today)), None) if self.is_running else None

    def limited(self, version: BillingPlanVersion | None) -> bool:
        """Whether there is any plan that could limit something; nobody has stores at a test clock."""
        is_on_clock = self.tenant is not None and self.tenant.clock_id is not None
        return not is_on_clock and bool(version or default_version())

    def of_tenant(self, tenant: Tenant) -> dict[str, Any]:
        month = local_month(self.now, tenant.tz)
        drafted = draft(tenant, month)
        return {
            "draft": drafted,
            "month": name_of(month),
            "lines": [shown(line, drafted.currency) for line in drafted.lines],
            "usage": used_in(tenant, month),
            "credit": credit_sums(tenant),
            "bill_day": tenant.day_at(finalized_at(month, tenant.tz)),
            "panels": panels_of("billing", [tenant], self.request.user, self.now)[tenant.pk],
            "history": history_of(tenant),
        }


def history_of(tenant: Tenant) -> list[TimelineEntry]:
    """The latest events, oldest first."""
    latest = timeline_of(tenant)[:SHOWN_EVENTS]
    return [TimelineEntry(each.at, text_of(each)) for each in reversed(latest)]
