"""What people are notified of by coupons, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, NotificationKind, Users
from coupons.events import CouponIssued
from coupons.words import benefit_of

HOLDERS = Audience(_("Your coupons"), includes=lambda user: True)


def _facts(event: Any) -> Mapping[str, object]:
    coupon = event.coupon
    return {
        "benefit": benefit_of(coupon.terms, coupon.campaign.currency),
        "campaign": coupon.campaign,
        "store": coupon.campaign.store or "Jumun",
        "time": date_format(timezone.localtime(coupon.expires_at), "SHORT_DATETIME_FORMAT"),
    }


# fmt: off
COUPON_NOTIFICATIONS = [
    NotificationKind(code="coupon-issued", on=CouponIssued, audience=HOLDERS, icon="ticket-perforated",
        title=_("Your coupon: %(benefit)s"), label=_("Coupon received"), about="%(store)s",
        text=_("“%(campaign)s” is yours, valid until %(time)s. It is proposed by itself when you order."),
        link=lambda event: reverse("coupons:mine"), button=_("My coupons"), mailed=False,
        recipients=lambda event: Users(pk=event.coupon.customer_id), facts=_facts),
]
# fmt: on
