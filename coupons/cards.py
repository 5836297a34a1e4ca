"""A coupon as its holder sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from coupons.codes import grouped_code
from coupons.lifecycle import CouponStatus
from coupons.models import Coupon
from coupons.words import benefit_of, sentence_of

SOON = timedelta(days=3)


@dataclass(frozen=True)
class CouponCard:
    coupon: Coupon
    now: datetime

    @property
    def is_usable(self) -> bool:
        return self.coupon.is_usable(self.now)

    @property
    def is_reserved(self) -> bool:
        return self.coupon.status == CouponStatus.RESERVED

    @property
    def ends_soon(self) -> bool:
        return self.is_usable and self.coupon.expires_at - self.now <= SOON

    @property
    def state(self) -> str:
        return "expired" if self.coupon.is_expired(self.now) else self.coupon.status

    @property
    def state_label(self) -> str:
        return str(_("Expired")) if self.state == "expired" else self.coupon.get_status_display()

    @property
    def code(self) -> str:
        return grouped_code(self.coupon.code)

    @cached_property
    def benefit(self) -> str:
        return benefit_of(self.coupon.terms, self.coupon.campaign.currency)

    @cached_property
    def conditions(self) -> str:
        return sentence_of(self.coupon.terms, self.coupon.campaign.currency)

    @property
    def qr_code(self) -> SafeString:
        """An inline SVG of the code, drawn only while it can be used."""
        drawn = segno.make(self.coupon.code, error="m", micro=False)
        svg = drawn.svg_inline(scale=4, border=2, omitsize=True, dark="#241d19", light="#fff")
        return mark_safe(svg)  # noqa: S308  our own drawing of a code of ours


def cards_of(coupons: Iterable[Coupon], now: datetime) -> list[CouponCard]:
    return [CouponCard(coupon, now) for coupon in coupons]
