from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.events import MoveEvent

if TYPE_CHECKING:
    from orders.models import Order


@dataclass(frozen=True)
class PaymentEvent(MoveEvent):
    @property
    def order(self) -> "Order":
        order: Order = self.row.order
        return order


class PaymentStarted(PaymentEvent):
    pass


class PaymentUnknown(PaymentEvent):
    """The provider did not answer: the order may have been paid."""


class PaymentResumed(PaymentEvent):
    """The provider answered: the payer has not finished, and may continue."""


class PaymentWaiting(PaymentEvent):
    """A deposit comes later."""


class PaymentCaptured(PaymentEvent):
    pass


class PaymentDeclined(PaymentEvent):
    pass


class PaymentAbandoned(PaymentEvent):
    pass


@dataclass(frozen=True)
class RefundEvent(MoveEvent):
    @property
    def order(self) -> "Order":
        order: Order = self.row.payment.order
        return order


class RefundOwed(RefundEvent):
    pass


class RefundSent(RefundEvent):
    pass


class RefundFailed(RefundEvent):
    """The provider could not deliver it; its status is owed again."""


class RefundGivenUp(RefundEvent):
    """The provider cannot send it; it has to be paid back another way."""


class RefundRetried(RefundEvent):
    """An admin has it retried immediately."""


class RefundChargedBack(RefundEvent):
    """The payer's bank took it from us, after a dispute that was lost."""


class RefundReversed(RefundEvent):
    """What a lost dispute had taken came back to us: the dispute was decided again."""


@dataclass(frozen=True)
class DisputeEvent(MoveEvent):
    @property
    def order(self) -> "Order":
        order: Order = self.row.payment.order
        return order


class DisputeOpened(DisputeEvent):
    """The payer objects to a payment, or asks about it (`row.is_inquiry`)."""


class DisputeEscalated(DisputeEvent):
    """An inquiry has become a dispute: the money is withheld."""


class DisputeWon(DisputeEvent):
    """The money stays, or came back after the dispute had been lost."""


class DisputeLost(DisputeEvent):
    """The payer has the money again: what it paid for is unpaid."""


@dataclass(frozen=True)
class SavedMethodEvent(MoveEvent):
    """`row` is the SavedMethod."""


class SavedMethodStarted(SavedMethodEvent):
    """Its owner goes to the provider to enter it."""


class SavedMethodActivated(SavedMethodEvent):
    """It can be charged from now on."""


class SavedMethodUnusable(SavedMethodEvent):
    """It is never charged again: it was declined for good, needs its owner, or is gone at the provider."""


class SavedMethodRemoved(SavedMethodEvent):
    """Its owner does not want it charged any more."""
