"""What people are notified of by coupons, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, NotificationKind, Occurrence, Users
from coupons.announcements import followers_of_campaign
from coupons.events import CampaignOpened, CampaignRestocked, CouponIssued, CouponsEnding
from coupons.following import followers_of_restock
from coupons.words import benefit_of

MAX_LISTED = 10  # coupons in one reminder

FOLLOWERS = Audience(_("What you follow"), includes=lambda user: True)
HOLDERS = Audience(_("Your coupons"), includes=lambda user: True)


def _facts(event: Any) -> Mapping[str, object]:
    coupon = event.coupon
    return {
        "benefit": benefit_of(coupon.terms, coupon.campaign.currency),
        "campaign": coupon.campaign,
        "store": coupon.campaign.store or "Jumun",
        "time": date_format(timezone.localtime(coupon.expires_at), "SHORT_DATETIME_FORMAT"),
    }


def _facts_of_campaign(event: Any) -> Mapping[str, object]:
    campaign = event.campaign
    return {
        "benefit": benefit_of(campaign.terms, campaign.currency),
        "campaign": campaign,
        "store": campaign.store or "Jumun",
    }


def _facts_of_endings(event: Any) -> Mapping[str, object]:
    count, listed = len(event.coupons), event.coupons[:MAX_LISTED]
    title = ngettext("A coupon of yours ends soon", "%(count)s coupons of yours end soon", count)
    endings = "; ".join(map(_ending, listed))
    if count > len(listed):
        endings = gettext("%(endings)s and %(more)s more") % {
            "endings": endings,
            "more": count - len(listed),
        }
    return {"title": title % {"count": count}, "endings": endings}


def _ending(coupon: Any) -> str:
    until = date_format(timezone.localtime(coupon.expires_at), "SHORT_DATETIME_FORMAT")
    return gettext("%(benefit)s at %(store)s until %(time)s") % {
        "benefit": benefit_of(coupon.terms, coupon.campaign.currency),
        "store": coupon.campaign.store or "Jumun",
        "time": until,
    }


def _link_of_campaign(event: Any) -> str:
    return reverse("coupons:campaign", args=[event.campaign.number])


# fmt: off
COUPON_NOTIFICATIONS = [
    NotificationKind(code="coupon-issued", on=CouponIssued, audience=HOLDERS, icon="ticket-perforated",
        title=_("Your coupon: %(benefit)s"), label=_("Coupon received"), about="%(store)s",
        text=_("“%(campaign)s” is yours, valid until %(time)s. It is proposed by itself when you order."),
        link=lambda event: reverse("coupons:mine"), button=_("My coupons"), mailed=False,
        recipients=lambda event: Users(pk=event.coupon.customer_id), facts=_facts),
    NotificationKind(code="coupons-ending", on=CouponsEnding, audience=HOLDERS, icon="clock",
        advertising=True, title="%(title)s", label=_("Your coupons end soon"),
        text=_("Still good: %(endings)s."),
        link=lambda event: reverse("coupons:mine"), button=_("My coupons"),
        recipients=lambda event: Users(pk=event.row.customer_id), facts=_facts_of_endings,
        occurrence=lambda event: Occurrence(f"reminder-{event.row.pk}", event.at)),
    NotificationKind(code="campaign-opened", on=CampaignOpened, audience=FOLLOWERS, icon="ticket-perforated",
        advertising=True,
        title=_("New coupon: %(benefit)s"), label=_("New coupons of stores you follow"), about="%(store)s",
        text=_("%(store)s, which you follow, has a new coupon: “%(campaign)s”. First come, first served."),
        subject=_("%(store)s: %(benefit)s"), button=_("See the coupon"),
        link=_link_of_campaign, facts=_facts_of_campaign, crowd=followers_of_campaign,
        occurrence=lambda event: Occurrence(f"campaign-opened-{event.campaign.pk}", event.at)),
    NotificationKind(code="campaign-restocked", on=CampaignRestocked, audience=FOLLOWERS, icon="bell",
        advertising=True,
        title=_("There are coupons again: %(benefit)s"), label=_("More coupons of those that were all gone"),
        text=_("“%(campaign)s” can be claimed again, first come, first served. You asked to be told once."),
        about="%(store)s", button=_("See the coupon"),
        link=_link_of_campaign, facts=_facts_of_campaign, crowd=followers_of_restock,
        occurrence=lambda event: Occurrence(f"restock-{event.row.pk}", event.at)),
]
# fmt: on
