"""A coupon as its holder sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO

import segno
from django.utils.translation import gettext_lazy as _

from coupons.codes import grouped_code
from coupons.lifecycle import CouponStatus
from coupons.models import Coupon, Redemption
from coupons.words import benefit_of, sentence_of

DARK, LIGHT = "#241d19", "#fff"
SOON = timedelta(days=3)


@dataclass(frozen=True)
class CouponCard:
    """`redemption` is where it was used, if that was at a counter."""

    coupon: Coupon
    now: datetime
    redemption: Redemption | None = None

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


def cards_of(coupons: Iterable[Coupon], now: datetime) -> list[CouponCard]:
    """With one query more if some may have been used at a counter."""
    rows = list(coupons)
    used = [row.pk for row in rows if row.status == CouponStatus.USED and row.order_id is None]
    done = Redemption.objects.filter(coupon__in=used, undone_at=None).select_related("store")
    redemptions = {redemption.coupon_id: redemption for redemption in (done if used else ())}
    return [CouponCard(row, now, redemptions.get(row.pk)) for row in rows]


def qr_code(coupon: Coupon) -> bytes:
    """An SVG of the code."""
    svg = BytesIO()
    drawn = segno.make(coupon.code, error="m", micro=False)
    drawn.save(svg, kind="svg", scale=4, border=2, omitsize=True, dark=DARK, light=LIGHT)
    return svg.getvalue()
