"""What becomes of tickets and places when money goes back."""

from decimal import Decimal

from payments.gateways.base import PaymentOutcome, Returned
from payments.recording import record_outcome
from payments.refunds import refund_part
from tests.ticketing.buying import hold_seats, order_of, pay, states_of, statuses_of, tickets_of
from ticketing.models import Ticket
from ticketing.statuses import USED, VALID, VOID, VoidReason


def test_refunded_pieces_void_tickets_and_free_their_places(seated, order, bea):
    pay(order)

    refund_part(order, Decimal(0), reason="Ill", by=bea, pieces=[(order.lines.get(), 1)])

    assert statuses_of(order) == [VALID, VOID]
    assert tickets_of(order)[1].void_reason == VoidReason.REFUNDED
    assert states_of(seated).count("sold") == 1


def test_a_used_ticket_is_the_last_to_be_refunded(order, bea):
    pay(order)
    Ticket.objects.filter(pk=tickets_of(order)[1].pk).update(status=USED)

    refund_part(order, Decimal(0), reason="Ill", by=bea, pieces=[(order.lines.get(), 1)])

    assert statuses_of(order) == [VOID, USED]


def test_what_another_person_got_is_refunded_after_what_the_buyer_still_has(order, bea, dan):
    pay(order)
    Ticket.objects.filter(pk=tickets_of(order)[1].pk).update(holder=dan)

    refund_part(order, Decimal(0), reason="Ill", by=bea, pieces=[(order.lines.get(), 1)])

    assert statuses_of(order) == [VOID, VALID]


def test_an_amount_that_is_only_a_part_voids_nothing(order, bea):
    pay(order)

    refund_part(order, Decimal(30_000), reason="It rained", by=bea)

    assert statuses_of(order) == [VALID, VALID]


def test_a_refund_of_everything_in_the_providers_dashboard_voids_all(seated, order):
    payment = pay(order)
    returned = (Returned("dash-1", order.total, ""),)

    outcome = PaymentOutcome(
        "captured", payment.reference, order.total, order.currency, returned=returned
    )
    record_outcome(payment, outcome)

    assert statuses_of(order) == [VOID, VOID]
    assert states_of(seated) == ["free"] * 10


def test_a_sold_place_that_came_back_is_sold_again(seated, order, bea, dan):
    pay(order)
    refund_part(order, Decimal(0), reason="Ill", by=bea, pieces=[(order.lines.get(), 2)])

    other = order_of(hold_seats(seated, dan, 2), dan)
    pay(other)

    assert statuses_of(other) == [VALID, VALID]
