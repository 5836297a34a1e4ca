"""The pages of a partner: application, dashboard, codes, account, statements."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from affiliates.balances import balance_of, balances
from affiliates.bank_accounts import masked
from affiliates.codes import CodeRefused
from affiliates.forms import AccountForm, ApplicationForm, CodeForm
from affiliates.lifecycle import APPROVED, LEFT, PAUSED, REFUSED, RunStatus
from affiliates.models import Partner, Payout, Programme
from affiliates.partners import (
    PartnerRefused,
    add_code,
    apply,
    disclosure_duty,
    set_payment_details,
)
from affiliates.qr_codes import TYPES, link_of, qr_code
from affiliates.sales_list import sales_of, shown_sales
from affiliates.spreadsheets import as_download, sales_rows
from affiliates.statistics import chart_of, figures_by_day, total_of
from core.access import signed_in
from core.days import day_of
from core.lifecycle import OpenMove
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from coupons.statistics.periods import CHOICES, PeriodForm

SHOWN_SALES = 20  # on one page


class PartnerPage(Page):
    """Of the partner of one store; 404 for all others."""

    access = signed_in

    @cached_property
    def partner(self) -> Partner:
        partners = Partner.objects.filter(user=self.request.user.pk)
        partners = partners.select_related("programme__store", "user")
        return get_object_or_404(partners, programme__store__slug=self.kwargs["slug"])

    @property
    def dashboard_url(self) -> str:
        return reverse("affiliates:dashboard", args=[self.kwargs["slug"]])

    def page(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context |= {"partner": self.partner, "store": self.partner.programme.store}
        return render(self.request, f"affiliates/partner/{name}.html", context, status=status)


class MyPartnerships(Page, View):
    access = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        partners = list(
            Partner.objects.filter(user=request.user.pk).select_related("programme__store")
        )
        found = balances(partners, timezone.now())
        rows = [(partner, list(found[partner.pk].values())) for partner in partners]
        return render(request, "affiliates/partner/mine.html", {"rows": rows})


class Apply(Page, ThrottledPosts, View):
    """What a store offers its partners, and the form to become one."""

    access = signed_in
    limit = Limit("partner-applications", times=10, seconds=3600)

    @cached_property
    def programme(self) -> Programme:
        programmes = Programme.objects.filter(is_on=True, store__archived_at=None)
        return get_object_or_404(
            programmes.select_related("store"), store__slug=self.kwargs["slug"]
        )

    @cached_property
    def former(self) -> Partner | None:
        return Partner.objects.filter(programme=self.programme, user=self.request.user.pk).first()

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if self.former and self.former.status not in (REFUSED, LEFT):
            return redirect("affiliates:dashboard", slug)
        first = {"name": request.user.name, "terms_version": self.programme.terms_version}
        return self.page(ApplicationForm(initial=first))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ApplicationForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            apply(self.programme, request.user, form.application)
        except PartnerRefused as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "terms_version": self.programme.terms_version}
            return self.page(form, 409)
        messages.success(request, _("Your application is sent. You will hear from the store."))
        return redirect("affiliates:dashboard", slug)

    def page(self, form: ApplicationForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "programme": self.programme,
            "store": self.programme.store,
            "duty": disclosure_duty(),
        }
        return render(self.request, "affiliates/partner/apply.html", context, status=status)


class Dashboard(PartnerPage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        now = timezone.now()
        form, currency = PeriodForm(request.GET, day_of(now)), self.partner.programme.currency
        by_day = figures_by_day([self.partner], form.period, currency)
        page = Paginator(sales_of(self.partner), SHOWN_SALES).get_page(request.GET.get("page"))
        page.object_list = shown_sales(page.object_list, now)  # type: ignore[assignment]
        found = balance_of(self.partner, now)
        codes = list(self.partner.codes.select_related("campaign"))
        context = {
            "is_new": not codes and not any(each.earned for each in found),
            "takes_codes": self.partner.status in (APPROVED, PAUSED),
            "form": form,
            "choices": CHOICES,
            "days": form.period,
            "currency": currency,
            "total": total_of(by_day.values()),
            "rows": [(day, by_day[day]) for day in sorted(by_day, reverse=True)],
            "chart": chart_of(by_day, currency),
            "balances": found,
            "page_obj": page,
            "codes": [(code, link_of(code)) for code in codes],
            "code_form": CodeForm(),
            "account": masked(self.partner.bank_sealed),
            "payouts": payouts_of(self.partner),
            "history": self.partner.history.all(),
        }
        return self.page("dashboard", context, 400 if form.errors else 200)


def payouts_of(partner: Partner) -> Any:
    """Those that were not discarded, the latest first."""
    payouts = Payout.objects.filter(partner=partner).exclude(run__status=RunStatus.DISCARDED)
    return payouts.select_related("run")


class AddCode(PartnerPage, ThrottledPosts, View):
    limit = Limit("partner-codes", times=30, seconds=3600)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = CodeForm(request.POST)
        partner = self.partner
        try:
            if form.is_valid():
                code = add_code(partner, form.cleaned_data["code"])
                messages.success(request, _("Your new code: %(code)s") % {"code": code})
                return redirect(self.dashboard_url + "#codes")
        except CodeRefused as refusal:
            form.add_error("code", str(refusal))
        return self.page("add_code", {"form": form}, 422)


class CodeQr(PartnerPage, View):
    def get(self, request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
        found = get_object_or_404(self.partner.codes, code=code)
        if kind not in TYPES:
            raise Http404
        response = HttpResponse(qr_code(found, kind), content_type=TYPES[kind])
        if "download" in request.GET:
            response["Content-Disposition"] = f'attachment; filename="{found.code}.{kind}"'
        return response


class SalesCsv(PartnerPage, View):
    def get(self, request: HttpRequest, slug: str) -> StreamingHttpResponse:
        sales = shown_sales(sales_of(self.partner), timezone.now())
        return as_download(sales_rows(sales), f"sales-{self.partner.number}")


class Account(PartnerPage, ThrottledPosts, View):
    limit = Limit("partner-account", times=20, seconds=3600)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.form_page(AccountForm(initial={"tax_kind": self.partner.tax_kind}))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form, partner = AccountForm(request.POST), self.partner
        if not form.is_valid():
            return self.form_page(form, 422)
        set_payment_details(partner, form.account, form.cleaned_data["tax_kind"])
        messages.success(request, _("Saved."))
        return redirect(self.dashboard_url)

    def form_page(self, form: AccountForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "account": masked(self.partner.bank_sealed)}
        return self.page("account", context, status)


class Statement(PartnerPage, View):
    """What a payout paid."""

    def get(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        payout = get_object_or_404(payouts_of(self.partner), number=number)
        entries = payout.paid_entries.select_related("entry__sale").order_by("pk")
        page = Paginator(entries, SHOWN_SALES).get_page(request.GET.get("page"))
        context = {
            "payout": payout,
            "run": payout.run,
            "page_obj": page,
            "account": masked(payout.bank_sealed),
        }
        return self.page("statement", context)


class Leave(PartnerPage, MoveView):
    template_name = "affiliates/partner/leave.html"

    def row_and_actor(self) -> tuple[Partner, Any]:
        return self.partner, self.request.user

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return super().get(request, "leave")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        return super().post(request, "leave")

    def page_of(self, row: Partner) -> str:
        return self.dashboard_url

    def form_of(self, row: Partner, verb: str, data: QueryDict | None = None) -> MoveForm:
        return MoveForm(data, row)

    def context(self, row: Partner, step: OpenMove) -> dict[str, Any]:
        owed = [each for each in balance_of(row, timezone.now()) if each.total > 0]
        account = masked(row.bank_sealed)
        return {"partner": row, "store": row.programme.store, "owed": owed, "account": account}
