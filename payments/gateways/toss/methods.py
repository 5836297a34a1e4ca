"""The payment methods in Toss's window, as its script names them (docs.tosspayments.com/sdk/v2/js)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.holds import HoldRefused, refuse_beyond_limits
from orders.models import Order
from payments.way_rules import DEPOSIT, refused_ways


@dataclass(frozen=True, slots=True)
class Method:
    """`easy_pay` opens that wallet directly; without it a card is chosen in the window.

    `holds_stock`: the money comes later than usual, and the order is held until then.
    """

    code: str
    label: str | Promise
    icon: str
    easy_pay: str = ""
    holds_stock: bool = False


METHODS = {
    "CARD": Method("CARD", _("Card"), "credit-card"),
    "TRANSFER": Method("TRANSFER", _("Account transfer"), "arrow-right"),
    "VIRTUAL_ACCOUNT": Method("VIRTUAL_ACCOUNT", _("Virtual account"), "receipt", holds_stock=True),
    "TOSSPAY": Method("CARD", _("Toss Pay"), "wallet2", "TOSSPAY"),
    "NAVERPAY": Method("CARD", _("Naver Pay"), "wallet2", "NAVERPAY"),
    "KAKAOPAY": Method("CARD", _("Kakao Pay"), "wallet2", "KAKAOPAY"),
    "SAMSUNGPAY": Method("CARD", _("Samsung Pay"), "wallet2", "SAMSUNGPAY"),
    "APPLEPAY": Method("CARD", _("Apple Pay"), "wallet2", "APPLEPAY"),
    "PAYCO": Method("CARD", _("Payco"), "wallet2", "PAYCO"),
}


def offered_methods(order: Order) -> list[Method]:
    """What the shop's contract with Toss includes, in the order of the setting.

    A virtual account would hold the stock until its deposit: not offered where too much is held already, or
    for what cannot wait.
    """
    methods = [METHODS[name] for name in settings.TOSS_METHODS]
    if DEPOSIT in refused_ways(order):
        return [method for method in methods if not method.holds_stock]
    try:
        refuse_beyond_limits(order)
    except HoldRefused:
        return [method for method in methods if not method.holds_stock]
    return methods
