"""Why an invoice could not be collected, what was paid for one goes back, or its order is withdrawn."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register
from payments.method_lifecycle import AUTHENTICATION, HARD

NO_CARD = Reason("no_card", _("There is no card to charge."))
CARD_RETIRED = Reason("card_retired", _("The card cannot be charged any more."))
NOT_OFFERED = Reason("card_not_offered", _("Bills like this cannot be charged to the card."))
CHARGE_DECLINED = Reason("charge_declined", _("The bank or the card company said no."))
CHARGE_REFUSED = Reason("charge_refused", _("The card was declined for good."))
NEEDS_OWNER = Reason("charge_needs_owner", _("The bank wants the card’s owner to confirm it."))
CHARGE_NOT_MADE = Reason("charge_not_made", _("The charge did not come about."))

PAID_TWICE = Reason("invoice_paid_twice", _("The invoice was paid already."))
REFUNDED = Reason("invoice_refunded", _("It was refunded."))

# Why the order of a try is withdrawn.
NOTHING_DUE = Reason("nothing_due", _("Nothing is due for this invoice."))
REPLACED = Reason("bill_replaced", _("Another order takes its place."))

REASONS = (
    NO_CARD,
    CARD_RETIRED,
    NOT_OFFERED,
    CHARGE_DECLINED,
    CHARGE_REFUSED,
    NEEDS_OWNER,
    CHARGE_NOT_MADE,
    PAID_TWICE,
    REFUNDED,
    NOTHING_DUE,
    REPLACED,
)
register(REASONS)

# The card is not charged again, or there is none: its owner must come to a page.
NEED_PAYER = frozenset(
    each.code for each in (NO_CARD, CARD_RETIRED, NOT_OFFERED, CHARGE_REFUSED, NEEDS_OWNER)
)

# By what a decline means for the next charge.
BY_DECLINE: dict[str, Reason] = {HARD: CHARGE_REFUSED, AUTHENTICATION: NEEDS_OWNER}


def text_of(code: str) -> str:
    """In the active language; empty for no reason."""
    return next((str(each.label) for each in REASONS if each.code == code), "")
