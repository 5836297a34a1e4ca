"""Who is notified of disputes, listed in config/notifications.py: the store, and the site's operators."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.staff import staff_with
from core.notifications import Audience, Occurrence, Users, occurrence_of_move
from core.reasons import words_of
from orders.notifications import about_order, members_who_may, order_facts, to_store
from payments.access import MANAGE_MONEY, manages_money
from payments.events import DisputeEscalated, DisputeLost, DisputeOpened, DisputeWon
from payments.links import dispute_url
from stores.access import Right

OPERATORS = Audience(
    gettext_lazy("Money of this site"), includes=lambda user: manages_money(None, user)
)


def operators(event: Any) -> Users:
    """Users of the admin who manage money, unless they are notified as members of the store."""
    others = staff_with(MANAGE_MONEY).exclude(memberships__store=event.order.store_id)
    return Users(pk__any=list(others.values_list("pk", flat=True)))


def _occurrence(event: Any) -> Occurrence:
    dispute = event.row
    return replace(occurrence_of_move(event), amount=dispute.amount, currency=dispute.currency)


def _facts(event: Any) -> Mapping[str, object]:
    dispute = event.row
    facts = order_facts(event.order, dispute.amount, dispute.currency)
    return {**facts, "why": words_of(dispute.reason), "answer": _answer(dispute)}


def _answer(dispute: Any) -> str:
    """Until when and where evidence is taken."""
    url = dispute_url(dispute)
    if dispute.due_by is None:
        return _("Answer it at the payment provider: %(url)s") % {"url": url}
    day = date_format(timezone.localtime(dispute.due_by), "DATE_FORMAT")
    if not url:
        return _("Answer it with evidence by %(day)s.") % {"day": day}
    return _("Answer it with evidence by %(day)s: %(url)s") % {"day": day, "url": url}


def _is_dispute(event: Any) -> bool:
    return not event.row.is_inquiry


def _is_inquiry(event: Any) -> bool:
    return bool(event.row.is_inquiry)


_to_refunders = partial(
    to_store,
    occurrence=_occurrence,
    facts=_facts,
    recipients=members_who_may(Right.REFUND),
    icon="exclamation-triangle",
    ends_with_link=True,
)
_to_operators = partial(
    about_order,
    occurrence=_occurrence,
    facts=_facts,
    audience=OPERATORS,
    recipients=operators,
    link=lambda event: reverse("admin:payments_dispute_change", args=[event.row.pk]),
    icon="exclamation-triangle",
    ends_with_link=True,
)

DISPUTED = gettext_lazy("Payment disputed")
OPENED = gettext_lazy(
    "The payer of order %(number)s at %(store)s disputes %(amount)s. %(why)s Refunds of it wait until that is"
    " decided. %(answer)s"
)
ASKED = gettext_lazy(
    "The bank of the payer of order %(number)s at %(store)s asks about %(amount)s. %(why)s A refund ends the"
    " matter. %(answer)s"
)
WON = gettext_lazy("The dispute about order %(number)s at %(store)s was won: %(amount)s stay here.")
LOST = gettext_lazy(
    "The dispute about order %(number)s at %(store)s was lost: the payer has %(amount)s back. It counts as"
    " refunded."
)

# fmt: off
DISPUTE_NOTIFICATIONS = [
    kind
    for to, prefix in ((_to_refunders, "dispute"), (_to_operators, "op-dispute"))
    for kind in [
        to(code=prefix, on=DisputeOpened, title=DISPUTED, text=OPENED, applies=_is_dispute),
        to(code=f"{prefix}-inquiry", variant_of=prefix, on=DisputeOpened, text=ASKED, applies=_is_inquiry,
           title=gettext_lazy("Question about a payment")),
        to(code=f"{prefix}-escalated", variant_of=prefix, on=DisputeEscalated, title=DISPUTED, text=OPENED),
        to(code=f"{prefix}-won", variant_of=prefix, on=DisputeWon, text=WON, icon="check-circle",
           title=gettext_lazy("Dispute won")),
        to(code=f"{prefix}-lost", variant_of=prefix, on=DisputeLost, text=LOST,
           title=gettext_lazy("Dispute lost")),
    ]
]
# fmt: on
