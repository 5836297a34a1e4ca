"""The owner cancels the plan, and withdraws what is planned."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from billing.changes.change_sets import cancelling, version_on
from billing.changes.recording import changes_of
from billing.lifecycle import CANCELLED
from billing.models import Subscription
from billing.plan_changes import cancel, withdraw
from billing.plans.texts import named
from billing.plans.versions import default_version
from billing.previews import beyond_of
from billing.refusals import BillingRefused
from billing.views.pages import BillingPage
from billing.visits import tenants_of


class Running(BillingPage):
    """Of an owner whose subscription runs; 404 for all others."""

    @cached_property
    def running(self) -> Subscription:
        rows = Subscription.objects.exclude(status=CANCELLED).select_related("tenant__clock")
        return get_object_or_404(rows, tenant__in=tenants_of(self.request))


class Cancel(Running, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            end = cancel(self.running, now=self.now, by=request.user)
        except BillingRefused as refusal:
            return self.page(409, refusal=str(refusal))
        day = date_format(end, "DATE_FORMAT")
        messages.success(request, _("Your plan ends on %(day)s.") % {"day": day})
        return redirect("billing:overview")

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        running, default = self.running, default_version()
        context |= {
            "subscription": running,
            "version": version_on(changes_of(running), self.today),
            "end": cancelling(running, self.today).begins,
            "default": default,
            "beyond": named(beyond_of(running.tenant, default, self.now)) if default else [],
        }
        return render(self.request, "billing/cancel.html", context, status=status)


class Withdraw(Running, View):
    """The planned change or cancellation."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            withdraw(self.running, now=self.now, by=request.user)
            messages.success(request, _("Your plan stays as it is."))
        except BillingRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("billing:overview")
