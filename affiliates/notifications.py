"""What partners and stores are notified of, listed in config/notifications.py; nothing of a buyer."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from affiliates.events import (
    PartnerApplied,
    PartnerApproved,
    PartnerPaused,
    PartnerRefused,
    PayoutSent,
    SaleBooked,
)
from core.money import format_money
from core.notifications import (
    Audience,
    NotificationKind,
    Occurrence,
    Users,
    occurrence_without_note,
)
from core.reasons import words_of
from stores.access import Right, members_with, rights_of

RUNNERS = Audience(
    _("Your partners"), includes=lambda user: Right.RUN_AFFILIATES in rights_of(user)
)
PARTNERS = Audience(_("Stores you promote"), includes=lambda user: user.partnerships.exists())


def _facts(event: Any) -> Mapping[str, object]:
    partner = event.partner
    return {
        "partner": partner.name,
        "store": partner.programme.store,
        "reason": words_of(event.record.note),
    }


def _facts_of_sale(event: Any) -> Mapping[str, object]:
    sale = event.sale
    return {
        "store": sale.partner.programme.store,
        "amount": format_money(sale.amount, sale.currency),
        "number": sale.number,
    }


def _facts_of_payout(event: Any) -> Mapping[str, object]:
    payout = event.payout
    return {
        "store": payout.partner.programme.store,
        "amount": format_money(payout.net, payout.currency),
        "number": payout.number,
    }


def _partner(event: Any) -> Users:
    return Users(pk=event.partner.user_id)


def _dashboard(event: Any) -> str:
    return _dashboard_of(event.partner)


def _dashboard_of(partner: Any) -> str:
    return reverse("affiliates:dashboard", args=[partner.programme.store.slug])


def _page_of_partner(event: Any) -> str:
    partner = event.partner
    return reverse("affiliates:partner", args=[partner.programme.store.slug, partner.number])


def _statement(event: Any) -> str:
    payout = event.payout
    slug = payout.partner.programme.store.slug
    return reverse("affiliates:statement", args=[slug, payout.number])


# fmt: off
AFFILIATE_NOTIFICATIONS = [
    NotificationKind(code="partner-applied", on=PartnerApplied, audience=RUNNERS, icon="people",
        title=_("Somebody would like to be your partner"), about="%(store)s",
        text=_("There is a new application for the partners of %(store)s. See how they would promote you,"
               " and decide."),
        link=_page_of_partner, button=_("See the application"), facts=_facts,
        recipients=lambda event: members_with(
            event.partner.programme.store_id, Right.RUN_AFFILIATES)),
    NotificationKind(code="partner-application", on=PartnerApplied, audience=PARTNERS, icon="people",
        title=_("Your application at %(store)s is received"), label=_("Application received"),
        about="%(store)s", confirms=True,
        text=_("%(store)s will look at it and decide. You will read here what it says."),
        link=_dashboard, facts=_facts, recipients=_partner),
    NotificationKind(code="partner-approved", on=PartnerApproved, audience=PARTNERS, icon="check-lg",
        title=_("You are a partner of %(store)s"), label=_("Application approved"), about="%(store)s",
        text=_("Make your code and link, enter where you are paid, and begin. Say clearly that you are paid"
               " for what you recommend."),
        link=_dashboard, button=_("To your page"), facts=_facts, recipients=_partner),
    NotificationKind(code="partner-refused", on=PartnerRefused, audience=PARTNERS, icon="people",
        title=_("%(store)s did not accept your application"), label=_("Application refused"),
        about="%(store)s", text=_("The reason: %(reason)s"),
        link=_dashboard, facts=_facts, recipients=_partner, occurrence=occurrence_without_note),
    NotificationKind(code="partner-paused", on=PartnerPaused, audience=PARTNERS, icon="people",
        title=_("%(store)s paused you as a partner"), label=_("Paused as a partner"), about="%(store)s",
        text=_("Your links and codes do not count for now. The reason: %(reason)s"),
        link=_dashboard, facts=_facts, recipients=_partner, occurrence=occurrence_without_note),
    NotificationKind(code="partner-sale", on=SaleBooked, audience=PARTNERS, icon="wallet2",
        title=_("A sale for you: %(amount)s"), label=_("A sale by your link or code"), about="%(store)s",
        text=_("Something was bought at %(store)s by your link or code. The sale %(number)s earns you"
               " %(amount)s, once its return window is over."),
        link=lambda event: _dashboard_of(event.sale.partner), facts=_facts_of_sale, mailed=False,
        recipients=lambda event: Users(pk=event.sale.partner.user_id),
        occurrence=lambda event: Occurrence(f"partner-sale-{event.row.pk}", event.at)),
    NotificationKind(code="partner-paid", on=PayoutSent, audience=PARTNERS, icon="wallet2",
        title=_("%(amount)s is on its way to you"), label=_("Payout sent"), about="%(store)s",
        text=_("%(store)s has transferred your payout %(number)s. The statement lists what it is for."),
        link=_statement, button=_("See the statement"), facts=_facts_of_payout,
        recipients=lambda event: Users(pk=event.payout.partner.user_id),
        occurrence=lambda event: Occurrence(f"partner-payout-{event.row.pk}", event.at)),
]
# fmt: on
