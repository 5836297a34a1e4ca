"""What a coupon does, in words."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_money
from coupons.models import Benefit, Terms


def benefit_of(terms: Terms, currency: str) -> str:
    """In a few words: “₩3,000 off”."""
    if terms.benefit == Benefit.DELIVERY:
        text = _("Free delivery")
    elif terms.benefit == Benefit.PIECE:
        text = _("One piece free")
    elif terms.benefit == Benefit.PERCENT:
        text = _("%(percent)s%% off") % {"percent": terms.percent}
    else:
        text = _("%(amount)s off") % {"amount": format_money(terms.amount or 0, currency)}  # type: ignore[arg-type]
    if terms.cap is None:
        return text
    return _("%(benefit)s, at most %(cap)s") % {
        "benefit": text,
        "cap": format_money(terms.cap, currency),
    }


def sentence_of(terms: Terms, currency: str) -> str:
    """Everything that it does, as one sentence for its owner and its customers."""
    parts = [benefit_of(terms, currency)]
    if terms.is_for_some_lines:
        parts.append(_("for some items of the menu"))
    if terms.minimum:
        least = {"minimum": format_money(terms.minimum, currency)}
        if terms.is_for_some_lines:
            parts.append(_("from %(minimum)s spent on these, without fees") % least)
        else:
            parts.append(_("from %(minimum)s spent, without fees") % least)
    if terms.first_order_only:
        parts.append(_("for a first order"))
    return f"{', '.join(parts)}; {_validity(terms)}."


def _validity(terms: Terms) -> str:
    if terms.valid_until is not None:
        until = date_format(localtime(terms.valid_until), "DATETIME_FORMAT")
        return _("valid until %(time)s") % {"time": until}
    days = terms.valid_days or 0
    text = ngettext("valid for %(days)s day", "valid for %(days)s days", days)
    return text % {"days": days}
