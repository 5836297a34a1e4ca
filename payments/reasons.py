"""Reasons for refunds, declined payments and failed refunds, and payment instructions, as payers read them.

Anything else a provider sends is stored and shown in its own words.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

# Why money goes back.
CANCELLED = Reason("cancelled", _("Cancelled"), former=("Cancelled", "취소됨"))
TURNED_INTO_PICKUP = Reason(
    "turned_into_pickup",
    _("To be picked up instead; the delivery fee goes back"),
    former=(
        "To be picked up instead; the delivery fee goes back",
        "포장으로 변경, 배달비 환불",
    ),
)
PAID_ALREADY = Reason(
    "paid_already",
    _("The order was paid already."),
    former=("The order was paid already.", "이미 결제된 주문이에요."),
)
ANOTHER_AMOUNT = Reason(
    "another_amount",
    _("The amount paid was not the amount asked."),
    former=(
        "The amount paid was not the amount asked.",
        "결제된 금액이 요청한 금액과 달라요.",
    ),
)
PAID_TOO_LATE = Reason(
    "paid_too_late",
    _("The money came when the order was over."),
    former=("The order expired too long ago.", "만료된 지 너무 오래된 주문이에요."),
)
SOLD_OUT_MEANWHILE = Reason(
    "sold_out_meanwhile", _("The money came late, and it was sold out by then.")
)
SENT_BY_PROVIDER = Reason(
    "sent_by_provider",
    _("Sent back by the provider."),
    former=("Sent back by the provider.", "결제사에서 환불했어요."),
)
CHARGED_BACK = Reason("charged_back", _("Taken back by the payer’s bank, after a dispute."))
OWED_BEFORE_DISPUTE = Reason(
    "owed_before_dispute", _("Was owed before the payer disputed the payment.")
)

# Why a payment was declined.
DECLINED = Reason("declined", _("The bank or the card company said no."))
NOT_ENOUGH_MONEY = Reason(
    "not_enough_money", _("There is not enough money, or the limit is reached.")
)
CARD_EXPIRED = Reason("card_expired", _("The card has expired."))
CARD_DATA_WRONG = Reason("card_data_wrong", _("The card's data is not right."))
CARD_UNUSABLE = Reason("card_unusable", _("This card cannot be used for this payment."))
AUTHENTICATION_NEEDED = Reason(
    "authentication_needed", _("The bank wants you to confirm it yourself.")
)
METHOD_GONE = Reason("method_gone", _("It was removed at its provider."))
TOKEN_LOST = Reason("token_lost", _("It has to be added again."))
STOPPED_BY_PAYER = Reason("stopped_by_payer", _("You stopped the payment."))
PAYPAL_DECLINED = Reason(
    "paypal_declined",
    _("PayPal could not charge what you chose there."),
    former=(
        "PayPal could not charge what you chose there.",
        "PayPal에서 선택한 결제 수단으로 결제하지 못했어요.",
    ),
)
SANDBOX_DECLINED = Reason(
    "sandbox_declined",
    _("The sandbox declined, as asked."),
    former=("The sandbox declined, as asked.", "요청한 대로 테스트 결제를 거절했어요."),
)

# Why money could not be sent back.
CARD_LOST = Reason(
    "card_lost",
    _("The card was reported lost or stolen."),
    former=("The card was reported lost or stolen.", "분실이나 도난 신고된 카드예요."),
)
CARD_CLOSED = Reason(
    "card_closed",
    _("The card has expired or was closed."),
    former=("The card has expired or was closed.", "만료되었거나 해지된 카드예요."),
)
DISPUTED = Reason(
    "disputed",
    _("The payer disputes the payment."),
    former=("The payer disputes the payment.", "결제한 분이 이의를 제기했어요."),
)
STRIPE_CALLED_OFF = Reason(
    "stripe_called_off",
    _("It was called off in Stripe's dashboard."),
    former=("It was called off in Stripe's dashboard.", "Stripe 대시보드에서 취소된 환불이에요."),
)
STRIPE_FAILED = Reason(
    "stripe_failed",
    _("Stripe could not send it back."),
    former=("Stripe could not send it back.", "Stripe에서 환불하지 못했어요."),
)
PAYPAL_CALLED_OFF = Reason(
    "paypal_called_off",
    _("It was called off at PayPal."),
    former=("It was called off at PayPal.", "PayPal에서 취소된 환불이에요."),
)
PAYPAL_FAILED = Reason(
    "paypal_failed",
    _("PayPal could not send it back."),
    former=("PayPal could not send it back.", "PayPal에서 환불하지 못했어요."),
)

# How the payer sends the money to us.
BANK_TRANSFER = Reason("bank_transfer", _("%(account)s, with the words %(number)s"))
VIRTUAL_ACCOUNT = Reason("virtual_account", "%(bank)s %(account)s")
VOUCHER = Reason("voucher", _("How to pay: %(url)s"))

register(value for value in list(vars().values()) if isinstance(value, Reason))


def reason_of(codes: Mapping[str, Reason], code: str, words: str = "") -> str:
    """What is stored for a provider's `code`: our reason for it, or else the provider's text, or the code."""
    known = codes.get(code)
    return known.note if known else words or code
