from dataclasses import dataclass

from core.events import MoveEvent


@dataclass(frozen=True)
class PaymentEvent(MoveEvent):
    pass


class PaymentStarted(PaymentEvent):
    pass


class PaymentCaptured(PaymentEvent):
    pass


class PaymentDeclined(PaymentEvent):
    pass


class PaymentAbandoned(PaymentEvent):
    pass


@dataclass(frozen=True)
class RefundEvent(MoveEvent):
    pass


class RefundOwed(RefundEvent):
    pass


class RefundSent(RefundEvent):
    pass
