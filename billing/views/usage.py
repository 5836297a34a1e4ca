"""A tenant's usage by meter, and the secrets of the API that reports it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from billing.months import Month, local_month
from billing.usage.figures import SHOWN_CORRECTIONS, corrections_of, figures_of
from billing.usage.secrets import SecretRefused, add_secret, revoke_secret
from billing.usage.spreadsheets import usage_as_csv
from billing.views.pages import TenantPage
from core.number_input import KEY_DIGITS, read_number


class UsagePage(TenantPage):
    @cached_property
    def present(self) -> Month:
        return local_month(self.now, self.tenant.tz)

    @cached_property
    def month(self) -> Month:
        """That of the query; the present one for any other text, and for the future."""
        try:
            asked = Month.parse(self.request.GET.get("month", ""))
        except ValueError:
            return self.present
        return asked if Month(2000, 1) <= asked <= self.present else self.present


class ShowUsage(UsagePage, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        tenant, month = self.tenant, self.month
        context = {
            "tenant": tenant,
            "month": month,
            "is_present": month == self.present,
            "figures": figures_of(tenant, month),
            "corrections": corrections_of(tenant, month)[:SHOWN_CORRECTIONS],
        }
        return render(request, "billing/usage.html", context)


class UsageCsv(UsagePage, View):
    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        return usage_as_csv(self.tenant, self.month)


@method_decorator(never_cache, name="dispatch")
class Secrets(UsagePage, View):
    """Each POST makes one, which its answer alone shows, or revokes one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        if "revoke" in request.POST:
            return self.revoke(request.POST["revoke"])
        try:
            return self.page(new=add_secret(tenant=self.tenant, now=timezone.now(), by=self.user))
        except SecretRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("billing:secrets")

    def revoke(self, pk: str) -> HttpResponse:
        secrets = self.tenant.api_secrets.select_related("tenant__clock")
        secret = get_object_or_404(secrets, pk=read_number(pk, KEY_DIGITS))
        revoke_secret(secret=secret, now=timezone.now(), by=self.user)
        messages.success(self.request, _("The secret is revoked."))
        return redirect("billing:secrets")

    @property
    def user(self) -> Any:
        return self.request.user

    def page(self, new: str = "") -> HttpResponse:
        path = reverse("billing:report-usage", args=[self.tenant.number])
        context = {
            "new": new,
            "secrets": self.tenant.api_secrets.valid_at(timezone.now()),
            "address": self.request.build_absolute_uri(path),
        }
        return render(self.request, "billing/secrets.html", context)
