"""What buyers and stores are notified of about returns, listed in config/notifications.py."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.staff import staff_with
from core.money import format_money
from core.notifications import Audience, Users, occurrence_without_note
from orders.notifications import about_order, order_facts, to_buyer, to_store
from shipping.notifications import tracking_text
from shipping.return_access import ANSWER_RETURNS, answers_returns
from shipping.return_events import (
    ReturnApproved,
    ReturnExchanged,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefused,
    ReturnRequested,
    ReturnWithdrawn,
)
from shipping.returns.reasons import STORE_GONE
from shipping.returns.services import address_of
from stores.access import Right, roles_with

OPERATORS = Audience(_("Returns of this site"), includes=answers_returns)


def _operators(event: Any) -> Users:
    """Users of the admin who answer returns, unless they are notified as members of the store."""
    members = event.order.store.members.filter(role__in=roles_with(Right.WORK_BOARD))
    others = staff_with(*ANSWER_RETURNS).exclude(memberships__in=members)
    return Users(pk__any=list(others.values_list("pk", flat=True)))


def _facts(event: Any) -> Mapping[str, object]:
    goods_return, order = event.goods_return, event.order
    return {
        **order_facts(order),
        "return": goods_return.number,
        "amount": format_money(goods_return.refunded_amount or Decimal(0), order.currency),
        "due": date_format(goods_return.last_day) if goods_return.last_day else "",
        "carrier": goods_return.carrier or "",
        "followed": tracking_text(goods_return.tracking_number, goods_return.tracking_link),
    }


def _facts_with_address(event: Any) -> Mapping[str, object]:
    return {**_facts(event), "address": address_of(event.order.store)}


def _has_no_owner(event: Any) -> bool:
    """As ReturnQuerySet.without_owner: nobody may be there to answer."""
    owner = event.order.store.owner
    return owner is None or not owner.is_active


def _by_site(event: Any) -> bool:
    return bool(event.record.verb == "settle")


def _by_owner(event: Any) -> bool:
    """By the deletion of the owner's account."""
    return bool(event.record.note == STORE_GONE.note)


def _by_buyer(event: Any) -> bool:
    return bool(event.record.verb == "withdraw")


_to_buyer = partial(to_buyer, facts=_facts)
_to_store = partial(
    to_store,
    facts=_facts,
    link=lambda event: reverse("shipping:return", args=[event.goods_return.number]),
    button=_("Open the return"),
)
_to_operators = partial(
    about_order,
    facts=_facts,
    audience=OPERATORS,
    recipients=_operators,
    icon="exclamation-triangle",
)

# fmt: off
RETURN_NOTIFICATIONS = [
    _to_buyer(code="return-approved", on=ReturnApproved, icon="check-circle",
        title=_("Return approved"), facts=_facts_with_address,
        text=_("%(store)s takes it back. Please send it to: %(address)s")),
    _to_buyer(code="return-refused", on=ReturnRefused, icon="slash-circle",
        title=_("Return refused"),
        text=_("%(store)s does not take it back. The reason is on the page of your order.")),
    _to_buyer(code="return-received", on=ReturnReceived, icon="box-seam",
        title=_("Return received"),
        text=_("%(store)s has received what you sent back, and settles it by %(due)s.")),
    _to_buyer(code="return-refunded", on=ReturnRefunded, icon="wallet2",
        title=_("Return refunded"),
        text=_("%(amount)s for what you sent back to %(store)s is on its way to you.")),
    _to_buyer(code="return-exchanged", on=ReturnExchanged, icon="truck",
        title=_("Your replacement is on its way"),
        text=_("%(store)s has sent the replacement: %(carrier)s %(followed)s"),
        ends_with_link=True),
    _to_buyer(code="return-closed", on=ReturnWithdrawn, icon="x-lg",
        title=_("Return ended"),
        text=_("%(store)s has closed for good and takes nothing back any more: please send nothing. We "
               "write to you about your money."),
        occurrence=occurrence_without_note, applies=_by_owner),
    _to_store(code="return-requested", on=ReturnRequested, icon="arrow-left",
        title=_("Return requested"),
        text=_("A customer of %(store)s wants to send something back: please answer.")),
    _to_store(code="return-settled", on=ReturnRefunded, icon="wallet2",
        title=_("Return refunded automatically"),
        text=_("You had not settled a return at %(store)s in time: %(amount)s went back to the customer."),
        applies=_by_site),
    _to_store(code="return-withdrawn", on=ReturnWithdrawn, icon="x-lg",
        title=_("Return withdrawn"),
        text=_("The customer keeps what they have: nothing is left to do for this return."), mailed=False,
        applies=_by_buyer),
    _to_operators(code="op-return", on=ReturnRequested,
        title=_("Return at a store without an owner"),
        text=_("A customer of %(store)s wants to send something back, and the store has no owner any more: "
               "please answer in its place."),
        link=lambda event: reverse("admin:shipping_return_change", args=[event.goods_return.pk]),
        button=_("Open the return"), applies=_has_no_owner),
    _to_operators(code="op-return-closed", variant_of="op-return", on=ReturnWithdrawn,
        title=_("Return ended with its store"),
        text=_("The owner of %(store)s has deleted the account, so a return of order %(number)s has ended. "
               "Write to its customer, and refund what is owed."),
        occurrence=occurrence_without_note, applies=_by_owner,
        link=lambda event: reverse("admin:orders_order_change", args=[event.order.pk])),
]
# fmt: on
