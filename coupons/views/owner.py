"""A store's campaigns, for its members who run them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.lifecycle import MoveRefused, OpenMove, open_moves
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView
from core.limit_pages import announce_limit, sentence
from core.limits import LimitReached
from coupons.campaigns import (
    CampaignRefused,
    EditedMeanwhile,
    add_campaign,
    change_campaign,
    duplicate,
    edit_version,
)
from coupons.forms import CampaignForm
from coupons.models import Campaign
from coupons.queries import campaign_of_store
from coupons.summaries import sentence_of_campaign, summaries_of
from stores.access import Right, holders_of
from stores.views.owner import MemberPage

SHOWN_CAMPAIGNS = 20  # on one page

# What each move does, where its label does not say it.
MEANINGS = {
    "publish": gettext_lazy("Customers can claim it from the chosen time on."),
    "pause": gettext_lazy(
        "Nobody can claim it for now. What is claimed already can still be used."
    ),
    "resume": gettext_lazy("Customers can claim it again."),
    "close": gettext_lazy(
        "Nobody can claim it any more, and it cannot be opened again. What is claimed already can"
        " still be used."
    ),
}


class CampaignsPage(MemberPage):
    access = holders_of(Right.RUN_CAMPAIGNS)

    @cached_property
    def campaign(self) -> Campaign:
        return campaign_of_store.get_or_404(self.store.pk, self.kwargs["number"])

    def limited_rows(self) -> list[Any]:
        rows = super().limited_rows()
        return [*rows, self.campaign] if "number" in self.kwargs else rows

    @property
    def list_url(self) -> str:
        return reverse("coupons:campaigns", args=[self.store.slug])

    def url(self, name: str, campaign: Campaign) -> str:
        return reverse(f"coupons:{name}", args=[self.store.slug, campaign.number])


class CampaignList(CampaignsPage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        campaigns = self.store.campaigns.select_related("terms").order_by("-pk")
        page = Paginator(campaigns, SHOWN_CAMPAIGNS).get_page(request.GET.get("page"))
        summaries = summaries_of(page.object_list, timezone.now())
        context = {"store": self.store, "page_obj": page, "summaries": summaries}
        return render(request, "coupons/owner/list.html", context)


class CampaignDetail(CampaignsPage, View):
    def get(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        [summary] = summaries_of([self.campaign], timezone.now())
        context = {
            "store": self.store,
            "campaign": self.campaign,
            "summary": summary,
            "steps": open_moves(self.campaign, request.user),
            "history": self.campaign.history.select_related("actor"),
        }
        return render(request, "coupons/owner/campaign.html", context)


class CampaignFormPage(CampaignsPage, View):
    """Saves, or with `preview` shows what the coupon will do: a fragment for htmx, else the page."""

    template_name = "coupons/owner/form.html"

    def edited(self) -> Campaign:
        """What the form is about."""
        raise NotImplementedError

    def save(self, form: CampaignForm, seen: str) -> Campaign:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        campaign = self.edited()
        return self.page(CampaignForm(instance=campaign), edit_version(campaign))

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        seen = request.POST.get("seen", "")
        form = CampaignForm(request.POST, instance=self.edited())
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self.preview(form, seen)
        if not is_valid:
            return self.page(form, seen, status=422)
        try:
            campaign = self.save(form, seen)
        except CampaignRefused as refusal:
            form.add_problems(refusal.problems)
            seen = refusal.seen if isinstance(refusal, EditedMeanwhile) else seen
            return self.page(form, seen, status=422)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, seen, status=422)
        except LimitReached as refusal:
            form.add_error(None, sentence(request, refusal))
            return self.page(form, seen, status=422)
        return redirect(self.url("manage", campaign))

    def preview(self, form: CampaignForm, seen: str) -> HttpResponse:
        if self.request.htmx:
            context = {"sentence": form.sentence}
            return render(self.request, "coupons/owner/_sentence.html", context)
        return self.page(form, seen, status=422 if form.errors else 200)

    def page(self, form: CampaignForm, seen: str, status: int = 200) -> HttpResponse:
        campaign = self.edited()
        context = {
            "store": self.store,
            "campaign": campaign,
            "form": form,
            "seen": seen,
            "sentence": form.sentence if form.is_bound else sentence_of_campaign(campaign),
            "back_url": self.url("manage", campaign) if campaign.pk else self.list_url,
        }
        return render(self.request, self.template_name, context, status=status)


class CampaignAdd(CampaignFormPage):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        announce_limit(request, "campaigns", [self.store.owner_id])
        return super().get(request, **kwargs)

    def edited(self) -> Campaign:
        return Campaign(store=self.store, currency=self.store.currency)

    def save(self, form: CampaignForm, seen: str) -> Campaign:
        campaign = add_campaign(self.edited(), form.values, by=self.request.user)
        messages.success(
            self.request, _("It is saved as a draft. Publish it when it is as you want it.")
        )
        return campaign


class CampaignEdit(CampaignFormPage):
    def edited(self) -> Campaign:
        return get_object_or_404(
            self.store.campaigns.select_related("store", "terms"), number=self.kwargs["number"]
        )

    def save(self, form: CampaignForm, seen: str) -> Campaign:
        campaign = self.edited()
        change_campaign(campaign, form.values, by=self.request.user, seen=seen)
        messages.success(self.request, _("Saved."))
        return campaign


class CampaignDuplicate(CampaignsPage, View):
    def post(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        copy = duplicate(self.campaign, by=request.user)
        messages.success(request, _("This is the copy, a draft. Change what should be different."))
        return redirect(self.url("edit", copy))


class MoveCampaign(CampaignsPage, MoveView):
    template_name = "coupons/owner/move.html"

    @property
    def works_beyond_limits(self) -> bool:
        return self.kwargs["verb"] in ("pause", "close")

    def row_and_actor(self) -> tuple[Campaign, Any]:
        step = Campaign.MOVES.get(self.kwargs["verb"])
        if step is None or not step.label:
            raise Http404
        return self.campaign, self.request.user

    def page_of(self, row: Campaign) -> str:
        return self.url("manage", row)

    def form_of(self, row: Campaign, verb: str, data: QueryDict | None = None) -> MoveForm:
        return MoveForm(data, row)

    def context(self, row: Campaign, step: OpenMove) -> dict[str, Any]:
        return {"campaign": row, "meaning": MEANINGS[step.verb]}
