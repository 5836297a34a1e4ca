"""The data for bills: they open the tenant, and may change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from billing.forms import TenantForm
from billing.models import Tenant
from billing.refusals import BillingRefused
from billing.tenants import change_tenant, open_tenant
from billing.views.pages import BillingPage


class Data(BillingPage, View):
    """With `?plan=code` the confirmation of that plan follows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TenantForm(instance=self.tenant or self.proposal()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TenantForm(request.POST, instance=Tenant.objects.filter(pk=self.pk).first())
        try:
            if form.is_valid():
                self.save(form)
                return self.saved()
        except BillingRefused as refusal:
            form.add_error(None, str(refusal))
        return self.page(form, 422)

    @property
    def pk(self) -> int | None:
        return self.tenant.pk if self.tenant else None

    def save(self, form: TenantForm) -> None:
        if self.tenant:
            change_tenant(self.tenant, form.tenant_data, now=self.now, by=self.request.user)
            return
        user = self.request.user
        open_tenant(user, form.tenant_data, currency=self.currency, now=self.now, by=user)

    def saved(self) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        code = self.request.GET.get("plan", "")
        if any(each.plan.code == code for each in self.offered):
            return redirect("billing:choose", code)
        return redirect("billing:overview")

    def proposal(self) -> Tenant:
        user = self.request.user
        return Tenant(
            legal_name=str(user), billing_email=user.email, language=get_language() or "en"
        )

    def page(self, form: TenantForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "tenant": self.tenant}
        return render(self.request, "billing/data.html", context, status=status)
