"""The reasons of a store for rejecting or cancelling an order, as shown to the customer."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

SOLD_OUT = Reason("sold_out", _("Sold out"), former=("Sold out", "품절"))

STORE_REASONS = (
    SOLD_OUT,
    Reason(
        "too_busy",
        _("Too busy right now"),
        former=("Too busy right now", "주문이 많아 지금은 받기 어려워요"),
    ),
    Reason("closing_soon", _("Closing soon"), former=("Closing soon", "곧 영업을 마쳐요")),
    Reason(
        "out_of_reach",
        _("Cannot bring it there"),
        former=("Cannot bring it there", "배달할 수 없는 지역이에요"),
    ),
)

register(STORE_REASONS)
