"""Customers' pages: a campaign with its button, and the coupons that one has.

The button sends its press by htmx and gets the part of the page that changes, which spares a rush the rest.
"""

import uuid
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import cache_control
from django.views.generic import ListView, View

from accounts.emails import has_verified
from core.access import SignInFirst, anyone, signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from coupons.cards import cards_of, qr_code
from coupons.claim_form import MAX_CODE_LENGTH, ClaimForm, page_with_code
from coupons.claims import ClaimRefused, WrongCode, claim, must_follow
from coupons.following import is_waiting
from coupons.models import CampaignPhase, Coupon
from coupons.queries import campaign_to_show, coupons_held, coupons_of
from coupons.statistics.page_views import count_view
from coupons.topics import campaign_topic
from coupons.words import sentence_of
from live.pages import live_context

COUPONS_A_PAGE = 20
A_DAY = 24 * 60 * 60  # seconds
GONE = (CampaignPhase.SOLD_OUT, CampaignPhase.ENDED, CampaignPhase.CLOSED)


class CampaignPage(Page, ThrottledPosts, View):
    """What the coupon does, how many are left, and the button; typed codes are limited."""

    access = anyone
    limit = Limit("coupon-codes", times=30, seconds=60)

    def is_counted(self, request):
        return "code" in request.POST

    def get(self, request, number):
        """A link may bring its code."""
        if not request.htmx:
            count_view(request, self.campaign, timezone.now())
        code = request.GET.get("code", "")[:MAX_CODE_LENGTH]
        return self.show(ClaimForm(campaign=self.campaign, initial={"code": code}))

    def post(self, request, number):
        if not request.user.is_authenticated:
            raise SignInFirst(page_with_code(number, request.POST.get("code", "")))
        form = ClaimForm(request.POST, campaign=self.campaign)
        return self.claim(form) if form.is_valid() else self.show(form, status=422)

    def claim(self, form):
        try:
            coupon = claim(self.campaign, self.request.user, **form.cleaned_data)
        except WrongCode as refusal:
            form.add_error("code", str(refusal))
            return self.show(form, status=422)
        except ClaimRefused as refusal:
            return self.show(form, status=409, refusal=refusal)
        if not self.is_fragment:
            return redirect("coupons:campaign", self.campaign.number)
        if self.campaign.per_customer == 1:
            return self.show(form, held=[coupon])  # which shows no button any more
        return self.show(ClaimForm(campaign=self.campaign))

    def show(self, form, status=200, refusal="", held=None):
        """`held` are the reader's coupons of it, where they are known already."""
        now, campaign = timezone.now(), self.campaign
        phase = campaign.phase(now)
        topic = campaign_topic(campaign.number)
        context = {
            "campaign": campaign,
            "phase": phase,
            "is_gone": phase in GONE,
            "look_in": seconds_until_change(campaign, now),
            "form": form,
            "press": uuid.uuid4(),
            "refusal": str(refusal),
            "topic": topic,
            "must_follow": must_follow(campaign, self.request.user),
            "is_waiting": phase == CampaignPhase.SOLD_OUT
            and is_waiting(campaign, self.request.user),
            **self.held(now, held),
        }
        if self.is_fragment:
            return render(self.request, "coupons/customer/_offer.html", context, status=status)
        context["sentence"] = sentence_of(campaign.terms, campaign.currency)
        context |= live_context(self.request, topic)
        return render(self.request, "coupons/customer/campaign.html", context, status=status)

    def held(self, now, held):
        """The coupons that the reader has of it, and what they need for another one."""
        user = self.request.user
        if not user.is_authenticated:
            return {"cards": [], "may_claim": True, "may_hold_more": True}
        held = coupons_held.all(self.campaign.pk, user.pk) if held is None else held
        cards = cards_of(held, now)
        may_hold_more = len(cards) < self.campaign.per_customer
        may_claim = may_hold_more and self.campaign.phase(now) == CampaignPhase.LIVE
        return {
            "cards": cards,
            "may_hold_more": may_hold_more,
            "may_claim": may_claim,
            "must_confirm": may_claim and not has_verified(user, user.email),
        }

    @property
    def is_fragment(self):
        return self.request.htmx and not self.request.htmx.history_restore_request

    @cached_property
    def campaign(self):
        return campaign_to_show.get_or_404(self.kwargs["number"])


def seconds_until_change(campaign, now: datetime) -> int:
    """Until it opens or closes; 0 for a campaign that no longer changes with time."""
    moments = [at for at in (campaign.opens_at, campaign.closes_at) if at and at > now]
    return int((min(moments) - now).total_seconds()) + 1 if moments else 0


class MyCoupons(Page, ListView):
    """Every coupon of the reader, what ends soon first."""

    access = signed_in
    template_name = "coupons/customer/mine.html"
    paginate_by = COUPONS_A_PAGE

    def get_queryset(self):
        return coupons_of(self.request.user, timezone.now())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "cards": cards_of(context["object_list"], timezone.now())}


@method_decorator(cache_control(private=True, max_age=A_DAY, immutable=True), name="dispatch")
class CouponQr(Page, View):
    """A picture of the code of the reader's coupon. The URL has no code in it, since URLs are logged."""

    access = signed_in

    def get(self, request, press):
        coupon = get_object_or_404(Coupon.objects.held_by(request.user), press=press)
        return HttpResponse(qr_code(coupon), content_type="image/svg+xml")
