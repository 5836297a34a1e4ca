"""The lifecycle of a subscription: a table of legal moves."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.access import may_subscribe
from billing.events import (
    SubscriptionActivated,
    SubscriptionCancelled,
    SubscriptionPastDue,
    SubscriptionRestored,
    SubscriptionStarted,
)
from core.lifecycle import Attempt, Move
from core.lifecycle.conditions import is_system

if TYPE_CHECKING:
    from billing.models import Subscription


class SubscriptionStatus(models.TextChoices):
    TRIALING = "trialing", _("Trial")
    ACTIVE = "active", pgettext_lazy("subscription", "Active")
    PAST_DUE = "past_due", _("Past due")
    CANCELLED = "cancelled", pgettext_lazy("subscription", "Cancelled")


class EndReason(models.TextChoices):
    """Why a subscription was cancelled."""

    ASKED = "asked", _("Cancelled by the tenant")
    UNPAID = "unpaid", _("Not paid")


TRIALING, ACTIVE = SubscriptionStatus.TRIALING, SubscriptionStatus.ACTIVE
PAST_DUE, CANCELLED = SubscriptionStatus.PAST_DUE, SubscriptionStatus.CANCELLED
RUNNING = (TRIALING, ACTIVE, PAST_DUE)


def note_end(subscription: "Subscription", attempt: Attempt) -> list[str]:
    subscription.ended_for = attempt.details["reason"]
    return ["ended_for"]


def clear_end(subscription: "Subscription", attempt: Attempt) -> list[str]:
    subscription.ended_for = ""
    return ["ended_for"]


def begin_trial(subscription: "Subscription", attempt: Attempt) -> list[str]:
    subscription.trial_ends = attempt.details["until"]
    return [*clear_end(subscription, attempt), "trial_ends"]


# fmt: off
SUBSCRIPTION_MOVES = {
    #                     from          to         who        event
    "activate":      Move((TRIALING,),  ACTIVE,    is_system, SubscriptionActivated),
    "mark_past_due": Move((ACTIVE,),    PAST_DUE,  is_system, SubscriptionPastDue),
    "settle":        Move((PAST_DUE,),  ACTIVE,    is_system, SubscriptionRestored),
    "cancel":        Move(RUNNING,      CANCELLED, is_system, SubscriptionCancelled, effect=note_end),
    "restore":       Move((CANCELLED,), ACTIVE,    is_system, SubscriptionRestored,  effect=clear_end),
    "resubscribe":   Move((CANCELLED,), ACTIVE,    may_subscribe, SubscriptionStarted, effect=clear_end),
    "start_trial":   Move((CANCELLED,), TRIALING,  may_subscribe, SubscriptionStarted, effect=begin_trial),
}
# fmt: on

# The label in the timeline after each step.
SUBSCRIPTION_LABELS = {
    "start": _("Subscribed"),
    "activate": _("Billed from now on"),
    "mark_past_due": _("A payment is overdue"),
    "settle": _("All that was overdue is paid"),
    "cancel": pgettext_lazy("subscription", "Cancelled"),
    "restore": _("Active again"),
    "resubscribe": _("Subscribed again"),
    "start_trial": _("Trial"),
}
