"""Goes on with orders from before the migrations, each to its end; see bench.migrations."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from delivery.lifecycle import FAILED as UNDELIVERED
from delivery.models import Delivery
from jobs.models import Job, State
from notifications.tasks import store_old_words
from orders.models import Order
from orders.statuses import ACCEPTED, EXPIRED, OVER, PAID, PENDING, READY
from payments.bank_transfers import note_sent_by_hand, note_transfer
from payments.lifecycle import FAILED, OPEN, OWED, SENT
from payments.models import Payment, Refund
from payments.polling import look_up_open_payments
from payments.refunds import send_refund
from payments.services import confirm_payment
from tests.factories import RiderFactory

STEPS = {PAID: "accept", ACCEPTED: "prepare"}


def finish(named: dict[str, int], providers) -> Iterator[str]:
    """A sentence for each that does not end as it must."""
    riders = User.objects.filter(pk=RiderFactory(user__email="cy@after.example").user.pk)
    for name, key in named.items():
        order = Order.objects.get(pk=key)
        paid = [payment for payment in order.payments.all() if _pay(payment, providers)]
        order.refresh_from_db()
        if paid and order.status != PAID:
            yield f"{name}: {order.status} once {paid[0].gateway} was paid"
    yield from _jobs()
    for name, key in named.items():
        yield from _sell(
            name, Order.objects.select_related("store__owner").get(pk=key), riders.get()
        )
    yield from _jobs()
    for name, key in named.items():
        yield from _send_back(name, Order.objects.get(pk=key))
    yield from _jobs()
    ends = Counter(Order.objects.filter(pk__in=named.values()).values_list("status", flat=True))
    print(f"ends of the {len(named)} orders:", ", ".join(f"{n} {end}" for end, n in ends.items()))


def _pay(payment: Payment, providers) -> bool:
    """Pay at the provider if the payment is open, as the payer does who was there before."""
    if payment.status not in OPEN or payment.order.status not in (PENDING, EXPIRED):
        return False
    match payment.gateway:
        case "sandbox":
            confirm_payment(payment, {"outcome": "pay"})
        case "transfer":
            note_transfer(payment)
        case "stripe":
            providers.stripe.pay(payment.session)
            look_up_open_payments(payment.order)
        case "paypal":
            with providers.paypal.ledger.lock:
                providers.paypal.ledger.approve(payment.session)
            confirm_payment(payment, {"token": payment.session})
    return True


def _jobs() -> Iterator[str]:
    """Do the jobs that wait, also those of before, but for the longest one."""
    waiting = Job.objects.in_state(State.WAITING).exclude(task__endswith=store_old_words.__name__)
    while job := waiting.order_by("pk").first():
        job.delete()
        try:
            import_string(job.task)(*job.args)
        except Exception as error:
            yield f"{job}: {type(error).__name__}: {error}"


def _sell(name: str, order: Order, rider: User) -> Iterator[str]:
    """To its end, by the store and a rider."""
    with suppress(MoveRefused):
        move(order, "expire", by=SYSTEM, now=order.pay_by)
    owner = order.store.owner
    try:
        while verb := STEPS.get(order.status):
            move(order, verb, by=owner, minutes=20)
        if order.status not in OVER:
            _hand_over(order, owner, rider)
    except MoveRefused as refusal:
        yield f"{name}: {order.status}: {refusal}"
    order.refresh_from_db()
    if order.status not in OVER:
        yield f"{name}: still {order.status}"


def _hand_over(order: Order, owner: User, rider: User) -> None:
    if not order.is_delivery:
        move(order, "complete", by=owner)
        return
    delivery = Delivery.objects.get(order=order)
    if delivery.status == UNDELIVERED:
        assert order.status == READY
        move(delivery, "retry", by=owner)
    for verb in ("accept", "pick_up", "deliver"):
        if delivery.MOVES[verb].sources == (delivery.status,):
            move(delivery, verb, by=delivery.rider.user if delivery.rider else rider)


def _send_back(name: str, order: Order) -> Iterator[str]:
    """Whatever is owed arrives, also what could not be sent before."""
    admin = User.objects.filter(is_superuser=True).first()
    for refund in Refund.objects.filter(payment__order=order).select_related("payment"):
        if refund.status == FAILED or refund.reference:
            with suppress(MoveRefused):
                move(refund, "retry", by=admin)
        if refund.status == OWED and refund.payment.gateway == "transfer":
            note_sent_by_hand(refund)
        elif refund.status == OWED:
            Refund.objects.filter(pk=refund.pk).update(next_try_at=timezone.now())
            send_refund(refund)
        refund.refresh_from_db()
        if refund.status != SENT:
            yield f"{name}: a refund is {refund.status}: {refund.last_error}"
    order.refresh_from_db()
    if order.status in OVER and order.status != "completed" and order.paid != order.refunded:
        yield f"{name}: {order.paid} came, {order.refunded} went back"
