"""PayPal's orders, captures and refunds translated to payment outcomes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from payments.gateways.base import Failed, PaymentOutcome, Returned
from payments.gateways.paypal.api import unclear
from payments.method_lifecycle import AUTHENTICATION
from payments.reasons import (
    AUTHENTICATION_NEEDED,
    PAYPAL_CALLED_OFF,
    PAYPAL_DECLINED,
    PAYPAL_FAILED,
)

Result = Literal["captured", "declined", "abandoned", "waiting", "open"]
Json = Mapping[str, Any]

OF_CAPTURE: dict[str, Result] = {
    "COMPLETED": "captured",
    "PARTIALLY_REFUNDED": "captured",
    "REFUNDED": "captured",
    "PENDING": "waiting",
    "DECLINED": "declined",
    "FAILED": "declined",
}
# An order may be COMPLETED by its captures alone, which then have the details.
OF_UNCAPTURED_ORDER: dict[str, Result] = {
    "CREATED": "open",
    "SAVED": "open",
    "APPROVED": "open",
    "PAYER_ACTION_REQUIRED": "open",
    "VOIDED": "abandoned",
}
TO_APPROVE = frozenset({"CREATED", "SAVED", "PAYER_ACTION_REQUIRED"})
BEST_FIRST = ("captured", "waiting", "declined")
NOT_RETURNED = frozenset({"FAILED", "CANCELLED"})
OUR_REFUND = "refund-"  # before a refund's key, since dashboard refunds may repeat the order's


@contextmanager
def reading() -> Iterator[None]:
    """Raises OutcomeUnknown for an answer that differs from PayPal's documented format."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise unclear() from None


def outcome_of_order(order: Json) -> PaymentOutcome:
    """The outcome of an order, with all its refunds; raises OutcomeUnknown."""
    with reading():
        refunds = _payments(order, "refunds")
        captures = [
            outcome_of_capture(capture, refunds) for capture in _payments(order, "captures")
        ]
        if captures:
            best = min(captures, key=lambda outcome: BEST_FIRST.index(outcome.result))
            return replace(best, payer=_payer(order))
        return PaymentOutcome(OF_UNCAPTURED_ORDER[order["status"]])


def outcome_of_vaulted(order: Json) -> PaymentOutcome:
    """Of an order that is captured without its payer; one that waits for them will not be."""
    outcome = outcome_of_order(order)
    with reading():
        name = text(order["id"])
    if outcome.result == "open":
        return PaymentOutcome(
            "declined",
            reason=AUTHENTICATION_NEEDED.note,
            decline=AUTHENTICATION,
            session=name,
        )
    return replace(outcome, session=name)


def _payer(order: Json) -> str:
    address = (order.get("payer") or {}).get("email_address")
    return address if isinstance(address, str) else ""


def outcome_of_capture(capture: Json, refunds: Sequence[Json] = ()) -> PaymentOutcome:
    """The outcome of a capture, with its refunds; raises OutcomeUnknown."""
    with reading():
        result = OF_CAPTURE[capture["status"]]
        return PaymentOutcome(
            result,
            reference=text(capture["id"]),
            amount=amount_of(capture),
            currency=text(capture["amount"]["currency_code"]),
            reason=PAYPAL_DECLINED.note if result == "declined" else "",
            returned=tuple(_returned(refund) for refund in refunds if _went(refund)),
            failed=tuple(_failure(refund) for refund in refunds if not _went(refund)),
        )


def payer_link(order: Json) -> str | None:
    """Where the payer approves the order, while there is something to approve."""
    if order["status"] not in TO_APPROVE:
        return None
    links = {link["rel"]: text(link["href"]) for link in order["links"]}
    link = links.get("payer-action") or links.get("approve")
    if link and not link.startswith(("https://", "http://")):
        raise ValueError
    return link


def order_id_of(capture: Json) -> str:
    """The order a capture belongs to; old messages have it in a link only, the oldest not at all."""
    related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
    return text(related.get("order_id") or linked(capture, "/checkout/orders/"))


def linked(resource: Json, kind: str) -> str:
    """The id in the `up` link, if that is of this kind. Its host does not matter."""
    for link in resource.get("links") or []:
        if link["rel"] == "up" and kind in link["href"]:
            return text(link["href"].partition(kind)[2])
    return ""


def amount_of(resource: Json) -> Decimal:
    """In major units, as PayPal writes them."""
    return money_of(resource["amount"])[0]


def money_of(money: Json) -> tuple[Decimal, str]:
    """Amount and currency."""
    amount = Decimal(text(money["value"]))
    if not amount.is_finite() or amount < 0:
        raise ValueError
    return amount, text(money["currency_code"])


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _payments(order: Json, kind: str) -> list[Json]:
    units = order["purchase_units"]
    return [row for unit in units for row in (unit.get("payments") or {}).get(kind) or []]


def _went(refund: Json) -> bool:
    return refund["status"] not in NOT_RETURNED


def _returned(refund: Json) -> Returned:
    return Returned(text(refund["id"]), amount_of(refund), _key_of(refund))


def _failure(refund: Json) -> Failed:
    """It was cancelled, or it failed for a reason that PayPal does not disclose."""
    called_off = refund["status"] == "CANCELLED"
    reason = PAYPAL_CALLED_OFF if called_off else PAYPAL_FAILED
    return Failed(text(refund["id"]), _key_of(refund), reason.note, is_final=called_off)


def _key_of(refund: Json) -> str:
    """Our refund's key, without the number of its try."""
    ours = str(refund.get("invoice_id") or "")
    return ours.removeprefix(OUR_REFUND).partition(".")[0] if ours.startswith(OUR_REFUND) else ""
