"""Adjustments of a total beside the lines: a table of kinds, to which apps register their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import format_money, round_money

if TYPE_CHECKING:
    from orders.models import Adjustment

Text = str | Promise

MAX_CODE_LENGTH = 20

# `Adjustment.applies_to` of a discount on the lines, each of which stores its share.
LINES = "lines"


class AdjustmentCode(models.TextChoices):
    """The kinds that orders know themselves."""

    DELIVERY_FEE = "delivery_fee", gettext_lazy("Delivery fee")
    SHIPPING_FEE = "shipping_fee", gettext_lazy("Shipping fee")
    DELIVERY_FEE_OFF = "delivery_fee_off", gettext_lazy("Delivery fee taken off")


@dataclass(frozen=True, slots=True)
class AdjustmentKind:
    """One row of the table.

    `label` is shown where the adjustment has none of its own. `is_correction`: it takes back a part of the
    total after the order was placed, and is shown with its sign instead of as a discount.
    """

    code: str
    label: Text
    is_correction: bool = False


_kinds: dict[str, AdjustmentKind] = {}


def register(kinds: Iterable[AdjustmentKind]) -> None:
    """Add kinds to the table; a kind registered again replaces the former one."""
    for kind in kinds:
        if len(kind.code) > MAX_CODE_LENGTH:
            raise ImproperlyConfigured(f"The code of an adjustment is too long: {kind.code}")
        _kinds[str(kind.code)] = kind


def kind_of(code: str, amount: Decimal) -> AdjustmentKind:
    """The row of this code; a kind that no app registers any more is called by what its amount does."""
    return _kinds.get(code) or AdjustmentKind(code, _("Discount") if amount < 0 else _("Surcharge"))


def format_amount(adjustment: "Adjustment", currency: str) -> str:
    """Its amount as pages, mails and receipts show it."""
    if adjustment.is_discount:
        return format_off(-adjustment.amount, currency)
    return format_money(adjustment.amount, currency)


def part_of_platform(amount: Decimal, percent: int, currency: str) -> Decimal:
    """What the platform bears of an adjustment of this amount: of a discount only, rounded once."""
    return round_money(max(-amount, Decimal(0)) * percent / 100, currency)


def format_off(amount: Decimal, currency: str) -> str:
    """A discount as text; the amount is positive."""
    return _("%(amount)s off") % {"amount": format_money(amount, currency)}


register(
    [
        AdjustmentKind(AdjustmentCode.DELIVERY_FEE, AdjustmentCode.DELIVERY_FEE.label),
        AdjustmentKind(AdjustmentCode.SHIPPING_FEE, AdjustmentCode.SHIPPING_FEE.label),
        AdjustmentKind(
            AdjustmentCode.DELIVERY_FEE_OFF,
            AdjustmentCode.DELIVERY_FEE_OFF.label,
            is_correction=True,
        ),
    ]
)
