"""The pages of those who run a store's programme: partners, settings, profits."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from affiliates.balances import Balance, balance_of, balances
from affiliates.bank_accounts import masked
from affiliates.forms import CampaignForm, CorrectionForm, ProfitsForm, ProgrammeForm, RateForm
from affiliates.lifecycle import PartnerStatus
from affiliates.models import Partner, PartnerCode, Programme
from affiliates.partners import PartnerRefused, change_rate, correct
from affiliates.programmes import change_programme, programme_of, set_profits
from affiliates.qr_codes import link_of
from affiliates.sales_list import sales_of
from affiliates.spreadsheets import as_download, partner_rows
from affiliates.statistics import PartnerFigures, chart_of, figures_by_day, figures_of, total_of
from core.days import day_of
from core.lifecycle import MoveRefused, OpenMove, open_moves
from core.lifecycle.forms import MoveForm, RemarkForm
from core.lifecycle.views import MoveView
from coupons.models import Campaign
from coupons.statistics.periods import CHOICES, PeriodForm
from stores.access import Right, holders_of
from stores.models import Product
from stores.views.owner import MemberPage

SHOWN_PARTNERS = 30  # on one page
SHOWN_SALES = 20
SHOWN_PRODUCTS = 50
Row = tuple[Partner, PartnerFigures, Balance]

# What a list is sorted by; beside the name the largest comes first.
SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row[0].name.casefold(),
    "clicks": lambda row: -row[1].clicks,
    "orders": lambda row: -row[1].orders,
    "earned": lambda row: -row[1].earned,
    "payable": lambda row: -row[2].payable,
}


class ProgrammePage(MemberPage):
    access = holders_of(Right.RUN_AFFILIATES)

    @cached_property
    def programme(self) -> Programme:
        """An unsaved one, which is off, for a store that never had any."""
        return programme_of(self.store)

    def url(self, name: str, *args: str) -> str:
        return reverse(f"affiliates:{name}", args=[self.store.slug, *args])

    def page(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context |= {"store": self.store, "programme": self.programme}
        return render(self.request, f"affiliates/owner/{name}.html", context, status=status)


class PartnerList(ProgrammePage, View):
    """Each partner with what they brought in these days, and what is owed."""

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET, day_of(timezone.now()))

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked in SORTS else "earned"

    def rows(self) -> list[Row]:
        if not self.programme.pk:
            return []
        partners = list(Partner.objects.filter(programme=self.programme).order_by("name", "pk"))
        currency = self.store.currency
        figures = figures_of(partners, self.form.period, currency)
        owed = balances(partners, timezone.now())
        rows = [
            (each, figures[each.pk], owed[each.pk].get(currency, Balance(currency)))
            for each in partners
        ]
        return sorted(rows, key=SORTS[self.sort])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows, currency = self.rows(), self.store.currency
        by_day = figures_by_day([row[0] for row in rows], self.form.period, currency)
        context = {
            "form": self.form,
            "chart": chart_of(by_day, currency),
            "rows": [(day, by_day[day]) for day in sorted(by_day, reverse=True)],
            "choices": CHOICES,
            "days": self.form.period,
            "sort": self.sort,
            "currency": currency,
            "total": total_of([figures for _partner, figures, _balance in rows]),
            "owed": total_balance([balance for _p, _f, balance in rows], currency),
            "waiting": [row[0] for row in rows if row[0].status == PartnerStatus.APPLIED],
            "page_obj": Paginator(rows, SHOWN_PARTNERS).get_page(request.GET.get("page")),
            "apply_url": uri_to_iri(
                request.build_absolute_uri(reverse("affiliates:apply", args=[slug]))
            ),
        }
        return self.page("list", context, 400 if self.form.errors else 200)


def total_balance(found: list[Balance], currency: str) -> Balance:
    names = ("pending", "payable", "in_payout", "paid")
    return Balance(currency, *(sum(getattr(each, name) for each in found) for name in names))  # type: ignore[arg-type]


class PartnersCsv(PartnerList):
    def get(self, request: HttpRequest, slug: str) -> StreamingHttpResponse:  # type: ignore[override]
        return as_download(partner_rows(self.rows()), f"partners-{self.store.slug}")


class Settings(ProgrammePage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page("settings", {"form": ProgrammeForm(instance=self.programme)})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ProgrammeForm(request.POST, instance=programme_of(self.store))
        if not form.is_valid():
            return self.page("settings", {"form": form}, 422)
        change_programme(self.store, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(self.url("partners"))


class Profits(ProgrammePage, View):
    """What a piece of each product earns the store, page by page."""

    def products(self) -> Any:
        products = Product.objects.filter(section__store=self.store).select_related("profit")
        ordered = products.order_by("section__position", "position", "pk")
        return Paginator(ordered, SHOWN_PRODUCTS).get_page(self.request.GET.get("page"))

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.form_page(None)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        products = self.products()
        form = ProfitsForm(request.POST, products=products, currency=self.store.currency)
        if not form.is_valid():
            return self.form_page(form, 422)
        set_profits(self.store, form.profits)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())

    def form_page(self, form: ProfitsForm | None, status: int = 200) -> HttpResponse:
        products = self.products()
        form = form or ProfitsForm(None, products=products, currency=self.store.currency)
        pairs = [(product, form[str(product.pk)]) for product in products]
        return self.page("profits", {"form": form, "pairs": pairs, "page_obj": products}, status)


class OnePartner(ProgrammePage):
    works_beyond_limits = True  # partners are owed their commissions

    @cached_property
    def partner(self) -> Partner:
        partners = Partner.objects.filter(programme__store=self.store)
        return get_object_or_404(
            partners.select_related("programme__store", "user"), number=self.kwargs["number"]
        )

    @property
    def partner_url(self) -> str:
        return self.url("partner", self.partner.number)


class PartnerDetail(OnePartner, View):
    """The forms of the page post to it, each by the name of its button."""

    def get(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        return self.detail()

    def post(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        if "rate" in request.POST:
            return self.save_rate(RateForm(request.POST))
        if "amount" in request.POST:
            form = CorrectionForm(request.POST, currency=self.store.currency)
            return self.save_correction(form)
        return self.save_campaign()

    def save_rate(self, form: RateForm) -> HttpResponse:
        try:
            if form.is_valid():
                change_rate(self.partner, form.cleaned_data["rate"], by=self.request.user)
                return self.saved()
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        return self.detail(422, rate_form=form)

    def save_correction(self, form: CorrectionForm) -> HttpResponse:
        data = form.cleaned_data if form.is_valid() else None
        try:
            if data is not None:
                correct(self.partner, data["amount"], note=data["note"], by=self.request.user)
                return self.saved()
        except PartnerRefused as refusal:
            form.add_error("amount", str(refusal))
        return self.detail(422, correction_form=form)

    def save_campaign(self) -> HttpResponse:
        codes = PartnerCode.objects.filter(partner=self.partner)
        form = CampaignForm(self.request.POST, codes=codes, campaigns=self.campaigns())
        if not form.is_valid():
            messages.error(self.request, _("This coupon cannot be chosen."))
            return redirect(self.partner_url)
        codes.filter(pk=form.cleaned_data["code"].pk).update(campaign=form.cleaned_data["campaign"])
        return self.saved()

    def campaigns(self) -> Any:
        """Those that a code may carry: claimed without a code of their own, or by a secret one."""
        return Campaign.objects.filter(store=self.store, status="published").exclude(
            audience="codes"
        )

    def saved(self) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return redirect(self.partner_url)

    def detail(self, status: int = 200, **forms: Any) -> HttpResponse:
        partner = self.partner
        sales = Paginator(sales_of(partner), SHOWN_SALES).get_page(self.request.GET.get("page"))
        context = {
            "partner": partner,
            "steps": open_moves(partner, self.request.user),
            "balances": balance_of(partner, timezone.now()),
            "codes": [(code, link_of(code)) for code in partner.codes.select_related("campaign")],
            "campaigns": list(self.campaigns()),
            "rate_form": RateForm(initial={"rate": partner.rate}),
            "correction_form": CorrectionForm(currency=self.store.currency),
            "page_obj": sales,
            "account": masked(partner.bank_sealed),
            "history": partner.history.select_related("actor"),
        }
        return self.page("partner", context | forms, status)


class MovePartner(OnePartner, MoveView):
    template_name = "affiliates/owner/move.html"

    def row_and_actor(self) -> tuple[Partner, Any]:
        if self.kwargs["verb"] not in ("approve", "refuse", "pause", "resume"):
            raise Http404
        return self.partner, self.request.user

    def page_of(self, row: Partner) -> str:
        return self.partner_url

    def form_of(self, row: Partner, verb: str, data: QueryDict | None = None) -> MoveForm:
        return RemarkForm(data, row) if verb in ("refuse", "pause") else MoveForm(data, row)

    def context(self, row: Partner, step: OpenMove) -> dict[str, Any]:
        return {"row": row, "store": self.store}
