"""Opens payments and confirms them. The order is always locked before its payments."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import lock, start
from orders.holds import HoldRefused, refuse_beyond_limits
from orders.models import Order
from orders.services import receive_money
from orders.statuses import Status
from payments.events import PaymentStarted
from payments.gateways.base import Gateway, OutcomeUnknown
from payments.lifecycle import OPEN, STARTED, UNKNOWN
from payments.methods import PaymentRefused, TooManyHolds, gateway_for, gateway_of
from payments.models import WEBHOOK_OVERDUE, Payment
from payments.recording import mark_unknown, record_outcome
from payments.way_rules import refused_ways


def start_payment(order: Order, gateway_code: str, now: datetime | None = None) -> str:
    """Open a payment of the order's total; returns the URL where the payer pays.

    An open payment at the same gateway is reused, and while one is of unknown outcome no other is opened.
    An order of nothing is paid immediately, and the URL is its own. Raises PaymentRefused, GatewayError.
    """
    with transaction.atomic():
        payment = open_payment(order, gateway_code, now)
    return pay_at(payment) if payment else order.get_absolute_url()


def open_payment(order: Order, gateway_code: str, now: datetime | None = None) -> Payment | None:
    """The part of `start_payment` that writes, within the caller's transaction; does not call the provider.

    None for an order of nothing, which is paid immediately. Raises PaymentRefused.
    """
    now = now or timezone.now()
    lock(order)
    _refuse_unless_waiting(order, now)
    if not order.total:
        receive_money(order, now)
        return None
    gateway = _gateway_of(order, gateway_code)
    _refuse_while_open(order, gateway)
    begun = order.payments.filter(status__in=(STARTED, UNKNOWN), gateway=gateway.code)
    return begun.filter(amount=order.total).first() or _open(order, gateway, now)


def open_first_payment(
    order: Order, gateway_code: str, now: datetime | None = None
) -> Payment | None:
    """The same for an order placed in this transaction: no other transaction sees it yet."""
    now = now or timezone.now()
    if not order.total:
        receive_money(order, now)
        return None
    return _open(order, _gateway_of(order, gateway_code), now)


def pay_at(payment: Payment) -> str:
    """The URL where the payer pays; calls the provider, so call it under no lock."""
    started = gateway_of(payment.gateway).start(payment)
    if started.session and started.session != payment.session:
        Payment.objects.filter(pk=payment.pk).update(session=started.session)
        payment.session = started.session
    return started.url


def confirm_payment(
    payment: Payment, returned: Mapping[str, str], now: datetime | None = None
) -> Payment:
    """Ask the gateway about the payment and record the outcome; may be called any number of times.

    Raises PaymentRefused or GatewayError, and changes nothing then; if the gateway may have captured
    anyway, the payment is marked unknown until a look-up decides it.
    """
    now = now or timezone.now()
    try:
        outcome = gateway_of(payment.gateway).confirm(payment, returned, now)
    except OutcomeUnknown:
        mark_unknown(payment, now)
        raise
    return record_outcome(payment, outcome, now)


def _gateway_of(order: Order, code: str) -> Gateway:
    return gateway_for(code, order.currency, order.total, refused_ways(order))


def _refuse_unless_waiting(order: Order, now: datetime) -> None:
    if order.status != Status.PENDING:
        raise PaymentRefused(_("This order is not waiting for payment any more."))
    if order.is_overdue(now):
        raise PaymentRefused(_("The time to pay is over. Please order again."))


def _refuse_while_open(order: Order, gateway: Gateway) -> None:
    """It may be paid already; at the gateway of the unknown payment, that payment continues.

    While a saved method is charged, nobody pays at a page.
    """
    unknown = Q(status=UNKNOWN) & ~Q(gateway=gateway.code)
    charges = Q(status__in=OPEN, method__isnull=False)
    open_to_it = order.payments.filter(unknown | charges).values_list("method", flat=True)[:1]
    for method in open_to_it:
        if method:
            raise PaymentRefused(
                _("Your saved card is being charged for this. Please look again in a minute.")
            )
        raise PaymentRefused(
            _("We are still asking whether you have paid already. Please look again in a minute.")
        )


def _refuse_hold_beyond_limits(order: Order) -> None:
    """Early and without a lock, while the payer can still choose; recording the promise checks again."""
    try:
        refuse_beyond_limits(order)
    except HoldRefused as refusal:
        raise TooManyHolds(str(refusal)) from refusal


def _open(order: Order, gateway: Gateway, now: datetime) -> Payment:
    """Needs the order locked, or placed in this transaction."""
    if gateway.holds_stock and not order.is_bill:
        _refuse_hold_beyond_limits(order)
    payment = Payment.objects.create(
        order=order,
        gateway=gateway.code,
        amount=order.total,
        currency=order.currency,
        created_at=now,
        look_up_at=now + WEBHOOK_OVERDUE,
    )
    start(payment, by=SYSTEM, event=PaymentStarted, now=now)
    return payment
