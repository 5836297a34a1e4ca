"""The lifecycles of a partner and of a payout run: a table of legal moves each."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from affiliates.access import decides_on, is_partner, runs_payouts
from affiliates.events import (
    PartnerApplied,
    PartnerApproved,
    PartnerLeft,
    PartnerPaused,
    PartnerRateChanged,
    PartnerRefused,
    PartnerResumed,
    PayoutRunApproved,
    PayoutRunDiscarded,
    PayoutRunDownloaded,
    PayoutRunPaid,
)
from core.actors import user_of
from core.lifecycle import Attempt, Move, Text
from stores.access import Right, members_with

if TYPE_CHECKING:
    from affiliates.models import Partner, PayoutRun, PayoutRunMove


class PartnerStatus(models.TextChoices):
    APPLIED = "applied", _("Applied")
    APPROVED = "approved", pgettext_lazy("partner", "Active")
    REFUSED = "refused", pgettext_lazy("partner", "Refused")
    PAUSED = "paused", _("Paused")
    LEFT = "left", pgettext_lazy("partner", "Left")


class RunStatus(models.TextChoices):
    DRAFT = "draft", _("Waits for approval")
    APPROVED = "approved", _("Approved, to be transferred")
    PAID = "paid", pgettext_lazy("payout", "Paid")
    DISCARDED = "discarded", _("Discarded")


APPLIED, APPROVED = PartnerStatus.APPLIED, PartnerStatus.APPROVED
REFUSED, PAUSED, LEFT = PartnerStatus.REFUSED, PartnerStatus.PAUSED, PartnerStatus.LEFT
RUN_DRAFT, RUN_APPROVED = RunStatus.DRAFT, RunStatus.APPROVED
RUN_PAID, RUN_DISCARDED = RunStatus.PAID, RunStatus.DISCARDED
ENDED_RUNS = (RUN_PAID, RUN_DISCARDED)

CONFIRM_FIRST = _(
    "The file for the bank was downloaded: confirm first that nothing is transferred."
)

# What a person who applies again may replace; set by affiliates.partners.
OF_APPLICATION = ("name", "channel", "plan", "agreed_at", "terms_version", "terms_text")


def needs_reason(partner: "Partner", attempt: Attempt) -> Text | None:
    return None if attempt.note else _("Please give a reason: the partner will read it.")


def replace_application(partner: "Partner", attempt: Attempt) -> list[str]:
    for name in OF_APPLICATION:
        setattr(partner, name, attempt.details["application"][name])
    return [*OF_APPLICATION]


def set_rate(partner: "Partner", attempt: Attempt) -> list[str]:
    partner.rate = attempt.details["rate"]
    return ["rate"]


def changes_no_rate(partner: "Partner", attempt: Attempt) -> Text | None:
    same = attempt.details.get("rate", partner.rate) == partner.rate
    return _("There is nothing to change.") if same else None


def erase_application(partner: "Partner", attempt: Attempt) -> list[str]:
    """What they wrote of themselves; amounts and codes stay, as books do.

    Their bank account stays as long as money is owed to them (affiliates.partners.erase_if_settled).
    """
    partner.channel, partner.plan = "", ""
    return ["channel", "plan"]


def needs_second_person(run: "PayoutRun", attempt: Attempt) -> Text | None:
    """Its maker may approve a run only where no other member of the store could."""
    first, user = run.history.first(), user_of(attempt.by)
    if first is None or user is None or first.actor_id != user.pk:
        return None
    others = run_approvers(run).exclude(pk=user.pk)
    return _("Another member of the store has to approve it.") if others.exists() else None


def run_approvers(run: "PayoutRun") -> models.QuerySet[User]:
    """The members of its store who may approve it."""
    lookups = members_with(run.programme.store_id, Right.RUN_AFFILIATES).lookups
    roles = lookups.pop("memberships__role__any")
    return User.objects.filter(**lookups, memberships__role__in=roles, is_active=True).distinct()


def needs_confirmation(run: "PayoutRun", attempt: Attempt) -> Text | None:
    """Once a user has the file, the bank may be transferring it: its sales would be paid twice."""
    if attempt.details.get("confirmed") or not downloads_of(run).exists():
        return None
    return CONFIRM_FIRST


def downloads_of(run: "PayoutRun") -> models.QuerySet["PayoutRunMove"]:
    """The steps by which its file for the bank was downloaded, the first one first."""
    return run.history.filter(verb="download").select_related("actor")


def release_entries(run: "PayoutRun", attempt: Attempt) -> list[str]:
    for payout in run.payouts.all():
        payout.paid_entries.all().delete()
    return []


# fmt: off
PARTNER_MOVES = {
    #               from                          to        who          event               objection
    "approve":     Move((APPLIED, REFUSED),       APPROVED, decides_on,  PartnerApproved,
                        label=pgettext_lazy("partner", "Approve")),
    "refuse":      Move((APPLIED,),               REFUSED,  decides_on,  PartnerRefused,     needs_reason,
                        label=pgettext_lazy("partner", "Refuse"), style="outline-danger"),
    "pause":       Move((APPROVED,),              PAUSED,   decides_on,  PartnerPaused,      needs_reason,
                        label=_("Pause"), style="outline-secondary"),
    "resume":      Move((PAUSED,),                APPROVED, decides_on,  PartnerResumed,
                        label=_("Go on")),
    "change_rate": Move((APPLIED, APPROVED, PAUSED), None,  decides_on,  PartnerRateChanged, changes_no_rate,
                        effect=set_rate),
    "apply_again": Move((REFUSED, LEFT),          APPLIED,  is_partner,  PartnerApplied,
                        effect=replace_application),
    "leave":       Move((APPLIED, APPROVED, REFUSED, PAUSED), LEFT, is_partner, PartnerLeft,
                        label=_("Leave the programme"), effect=erase_application, style="outline-danger"),
}

RUN_MOVES = {
    #            from                      to             who           event
    "approve": Move((RUN_DRAFT,),               RUN_APPROVED,  runs_payouts, PayoutRunApproved,
                    needs_second_person, label=pgettext_lazy("payout", "Approve")),
    "pay":     Move((RUN_APPROVED,),            RUN_PAID,      runs_payouts, PayoutRunPaid,
                    label=_("Mark as transferred")),
    "download": Move((RUN_APPROVED, RUN_PAID),  None,          runs_payouts, PayoutRunDownloaded),
    "discard": Move((RUN_DRAFT, RUN_APPROVED),  RUN_DISCARDED, runs_payouts, PayoutRunDiscarded,
                    needs_confirmation, label=_("Discard"), effect=release_entries, style="outline-danger"),
}
# fmt: on

# The label in the timeline after each step.
PARTNER_LABELS = {
    "start": _("Applied"),
    "approve": pgettext_lazy("partner", "Approved"),
    "refuse": pgettext_lazy("partner", "Refused"),
    "pause": _("Paused"),
    "resume": pgettext_lazy("partner", "Active again"),
    "change_rate": _("Rate changed"),
    "apply_again": _("Applied again"),
    "leave": pgettext_lazy("partner", "Left"),
}
RUN_LABELS = {
    "start": _("Prepared"),
    "approve": pgettext_lazy("payout", "Approved"),
    "download": _("File for the bank downloaded"),
    "pay": _("Transferred"),
    "discard": _("Discarded"),
}
