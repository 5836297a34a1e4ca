"""The button of a campaign that is all gone: tell me when there are more."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from core.access import signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from coupons.following import FollowRefused, follow_campaign, unfollow_campaign
from coupons.queries import campaigns_to_show


class FollowCampaign(Page, ThrottledPosts, View):
    """Back to the campaign's page, also for a visitor who comes from the sign-in page by GET."""

    access = signed_in
    limit = Limit("campaign-follows", times=60, seconds=600)

    def get(self, request, number):
        return redirect("coupons:campaign", number)

    def post(self, request, number):
        campaign = get_object_or_404(campaigns_to_show(), number=number)
        wanted = request.POST.get("follow")
        if wanted not in ("yes", "no"):
            raise Http404
        try:
            act = follow_campaign if wanted == "yes" else unfollow_campaign
            act(campaign, request.user)
        except FollowRefused as refusal:
            messages.info(request, str(refusal))
        return redirect("coupons:campaign", number)
