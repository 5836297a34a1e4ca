"""The codes of a campaign, each for one coupon: made, downloaded, voided by those who run it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views import View

from core.access import Access
from core.lifecycle import MoveRefused
from core.pages import Page, ThrottledPosts
from core.spreadsheets import csv_download
from core.throttle import Limit
from coupons.access import EDIT_CAMPAIGNS
from coupons.claim_codes import (
    CodesRefused,
    code_counts,
    codes_left_to_make,
    make_codes,
    void_codes,
)
from coupons.code_form import CodesForm
from coupons.code_spreadsheet import codes_as_csv
from coupons.lifecycle import CampaignStatus
from coupons.models import Audience, Campaign
from coupons.views.owner import CampaignsPage


class SitePage(Page):
    """Of a campaign of the whole site, for administrators."""

    access = Access(
        "administrators of campaigns",
        allows=lambda user: user.is_staff and user.has_perm(EDIT_CAMPAIGNS),
    )

    @cached_property
    def campaign(self) -> Campaign:
        campaigns = Campaign.objects.filter(store=None).select_related("terms")
        return get_object_or_404(campaigns, number=self.kwargs["number"])

    def url(self, name: str, campaign: Campaign) -> str:
        if name == "manage":
            return reverse("admin:coupons_campaign_change", args=[campaign.pk])
        site_name = {"codes": "site-codes", "codes-csv": "site-codes-csv"}.get(name)
        return reverse(f"coupons:{site_name or 'void-site-codes'}", args=[campaign.number])


class CodesPage(View):
    """With the campaign and its URLs of CampaignsPage or SitePage; 404 unless it is for holders of codes."""

    campaign: Campaign

    def dispatch(self, request, *args, **kwargs):
        is_allowed = hasattr(
            self, request.method.lower()
        )  # another method is 405, whatever the campaign
        if is_allowed and self.campaign.audience != Audience.CODES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def urls(self) -> dict[str, str]:
        names = ("manage", "codes", "codes-csv", "void-codes")
        return {f"{name.replace('-', '_')}_url": self.url(name, self.campaign) for name in names}


class Codes(CodesPage):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        form = CodesForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            make_codes(self.campaign, **form.cleaned_data, by=request.user)
        except (CodesRefused, MoveRefused) as refusal:
            form.add_error("number", str(refusal))
            return self.page(form, status=409)
        made = form.cleaned_data["number"]
        text = ngettext("%(made)s code is made.", "%(made)s codes are made.", made)
        messages.success(request, text % {"made": made})
        return redirect(self.url("codes", self.campaign))

    def page(self, form: CodesForm | None = None, status: int = 200) -> HttpResponse:
        counts = code_counts(self.campaign)
        most = codes_left_to_make(self.campaign, counts)
        context = {
            "campaign": self.campaign,
            "store": self.campaign.store,
            "counts": counts,
            "most": most if self.campaign.status != CampaignStatus.CLOSED else 0,
            "form": form or CodesForm(initial={"number": most}),
            **self.urls,
        }
        return render(self.request, "coupons/owner/codes.html", context, status=status)


class CodesCsv(CodesPage):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:
        return csv_download(codes_as_csv(self.campaign), f"codes-{self.campaign.number}.csv")


class VoidCodes(CodesPage):
    """Asks first: what is printed cannot be called back."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        counts = code_counts(self.campaign)
        if not counts.unclaimed:
            return redirect(self.url("codes", self.campaign))
        context = {"campaign": self.campaign, "counts": counts, **self.urls}
        return render(request, "coupons/owner/void_codes.html", context)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            voided = void_codes(self.campaign, by=request.user)
        except (CodesRefused, MoveRefused) as refusal:
            messages.info(request, str(refusal))
        else:
            text = ngettext("%(codes)s code is void now.", "%(codes)s codes are void now.", voided)
            messages.success(request, text % {"codes": voided})
        return redirect(self.url("codes", self.campaign))


MAKING = Limit("coupon-make-codes", times=100, seconds=3600)


class StoreCodes(CampaignsPage, ThrottledPosts, Codes):
    limit = MAKING


class StoreCodesCsv(CampaignsPage, CodesCsv):
    pass


class VoidStoreCodes(CampaignsPage, VoidCodes):
    works_beyond_limits = True


class SiteCodes(SitePage, ThrottledPosts, Codes):
    limit = MAKING


class SiteCodesCsv(SitePage, CodesCsv):
    pass


class VoidSiteCodes(SitePage, VoidCodes):
    pass
