"""Events of subscriptions, published by the moves of billing.lifecycle and by services."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from billing.models import Subscription, UsageNotice


@dataclass(frozen=True)
class SubscriptionEvent(MoveEvent):
    @property
    def subscription(self) -> "Subscription":
        subscription: Subscription = self.row
        return subscription


class SubscriptionStarted(SubscriptionEvent):
    """With a trial, or immediately active."""


class SubscriptionActivated(SubscriptionEvent):
    """Its trial is over, or there was none: from now on it is billed."""


class SubscriptionPastDue(SubscriptionEvent):
    """A collection failed; it is tried again."""


class SubscriptionRestored(SubscriptionEvent):
    """All that was overdue is paid."""


class SubscriptionCancelled(SubscriptionEvent):
    """By its tenant, or since a debt was not paid (`ended_for`)."""


@dataclass(frozen=True)
class AllowanceUsed(Event):
    """Most or all of what a month includes is used; `row` is the notice. Not of tenants with test clocks."""

    @property
    def notice(self) -> "UsageNotice":
        notice: UsageNotice = self.row
        return notice
