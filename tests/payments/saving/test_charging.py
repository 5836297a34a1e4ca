"""Charging a saved method without the payer at a page."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from payments.charging import (
    AnotherPaymentOpen,
    ChargeRefused,
    MethodRefused,
    charge,
    open_charge,
    send,
)
from payments.events import PaymentDeclined, SavedMethodUnusable
from payments.gateways.base import PaymentOutcome
from payments.methods import PaymentRefused
from payments.models import Payment, Refund, SavedMethod
from payments.polling import look_up, look_up_due_payments
from payments.recording import record_outcome
from payments.saved_methods import remove_method
from payments.services import confirm_payment, start_payment
from tests.captures import pay

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def state(payment):
    payment = Payment.objects.select_related("order", "method").get(pk=payment.pk)
    return payment.status, payment.decline, payment.method.status, payment.order.status


def test_a_bill_is_paid_by_a_saved_card(bill, card):
    payment = charge(bill, card)

    assert state(payment) == ("captured", "", "active", "completed")
    assert (payment.method, payment.amount, payment.captured) == (card, 20000, 20000)


@pytest.mark.parametrize(
    ("code", "decline", "method"),
    [
        ("declined", "soft", "active"),
        ("stolen", "hard", "unusable"),
        ("asks", "authentication_required", "unusable"),
    ],
)
def test_a_decline_says_whether_the_card_may_be_tried_again(
    bill, sandbox_card, code, decline, method
):
    payment = charge(bill, sandbox_card(code))

    assert state(payment) == ("declined", decline, method, "pending")


def test_a_soft_decline_is_tried_again_as_a_payment_of_its_own(bill, sandbox_card):
    card = sandbox_card("declined")

    tries = [charge(bill, card), charge(bill, card)]

    assert len({payment.key for payment in tries}) == 2


def test_a_card_declined_for_good_is_not_charged_again(bill, sandbox_card):
    card = sandbox_card("stolen")
    charge(bill, card)

    with pytest.raises(MethodRefused):
        charge(bill, card)

    assert bill.payments.count() == 1
    assert card.why_unusable == "The card was reported lost or stolen."


def test_those_above_learn_of_declines_and_unusable_cards(bill, sandbox_card, published):
    with published() as events:
        payment = charge(bill, sandbox_card("asks"))

    [declined] = [event.row for event in events if isinstance(event, PaymentDeclined)]
    [unusable] = [event.row for event in events if isinstance(event, SavedMethodUnusable)]
    assert (declined, declined.decline) == (payment, "authentication_required")
    assert unusable == payment.method


@pytest.mark.parametrize(
    ("code", "end"),
    [("lost", ("captured", "completed")), ("lost-unpaid", ("abandoned", "pending"))],
)
def test_unknown_is_looked_up(bill, sandbox_card, code, end):
    payment = charge(bill, sandbox_card(code))
    assert payment.status == "unknown"

    look_up_due_payments()

    assert (state(payment)[0], state(payment)[3]) == end


def test_killed_between_writing_and_sending_it_is_sent_by_the_look_up(bill, card):
    payment = open_charge(bill, card)
    assert look_up_due_payments() == 0

    look_up_due_payments(payment.look_up_at)

    assert state(payment)[0] == "captured"


def test_a_job_that_runs_again_goes_on_with_the_same_charge(bill, card):
    written = open_charge(bill, card)

    assert charge(bill, card) == written
    assert state(written)[0] == "captured"


def test_what_was_never_sent_is_not_sent_once_the_bill_is_withdrawn(bill, card):
    payment = open_charge(bill, card)
    move(bill, "withdraw", by=SYSTEM, note="Waived")

    look_up_due_payments(payment.look_up_at)

    assert state(payment)[0] == "abandoned"
    assert send(payment).captured == 0


def test_it_is_not_sent_after_a_day(bill, card):
    payment = open_charge(bill, card)

    look_up(payment, payment.created_at + DAY)

    assert state(payment)[0] == "abandoned"


@pytest.mark.parametrize("code", ["lost", "pays"])
def test_nobody_pays_at_a_page_while_it_is_charged(bill, sandbox_card, code):
    open_charge(bill, sandbox_card(code))

    with pytest.raises(PaymentRefused, match="saved card is being charged"):
        start_payment(bill, "sandbox")


def test_it_is_not_charged_while_its_payer_is_at_a_page(bill, card):
    start_payment(bill, "sandbox")

    with pytest.raises(AnotherPaymentOpen):
        charge(bill, card)


def test_one_card_is_charged_at_a_time(bill, card, sandbox_card):
    open_charge(bill, card)

    with pytest.raises(AnotherPaymentOpen):
        charge(bill, sandbox_card())


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0), (1, 1)])
def test_postgresql_refuses_a_second_open_payment_beside_a_charge(bill, card, first, second):
    fields = {"gateway": "sandbox", "amount": 1, "currency": "KRW"}
    methods = [None, card]
    bill.payments.create(method=methods[first], **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        bill.payments.create(method=methods[second], **fields)


def test_postgresql_refuses_another_method_or_gateway(bill, card, sandbox_card):
    payment = open_charge(bill, card)
    other = sandbox_card()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(method=other)
    record_outcome(payment, PaymentOutcome("abandoned"))
    with pytest.raises(IntegrityError, match="gateway of its method"), transaction.atomic():
        bill.payments.create(gateway="toss", amount=1, currency="KRW", method=card)


def test_what_is_paid_already_is_not_charged(bill, card):
    pay(bill)

    with pytest.raises(ChargeRefused, match="not waiting"):
        charge(bill, card)


def test_a_second_capture_is_recorded_and_owed_back(bill, sandbox_card):
    """The answer of the first charge was lost, and a page that was given up is paid all the same."""
    start_payment(bill, "sandbox")
    at_page = bill.payments.get()
    record_outcome(at_page, PaymentOutcome("abandoned"))
    payment = charge(bill, sandbox_card("lost"))
    confirm_payment(at_page, {"outcome": "pay"})

    look_up_due_payments()

    assert state(payment)[0] == "captured"
    refund = Refund.objects.get()
    assert (refund.payment, refund.amount, refund.status) == (payment, 20000, "owed")


def test_a_card_of_an_old_key_of_the_site_must_be_added_again(bill, card):
    SavedMethod.objects.filter(pk=card.pk).update(sealed="sealed by another key")
    card.refresh_from_db()

    with pytest.raises(MethodRefused):
        charge(bill, card)

    card.refresh_from_db()
    assert card.why_unusable == "It has to be added again."


def test_a_card_is_not_removed_while_it_is_charged(bill, card, ann):
    open_charge(bill, card)

    with pytest.raises(PaymentRefused, match="being charged"):
        remove_method(card, by=ann)


def test_a_removed_card_is_not_charged(bill, card, ann):
    remove_method(card, by=ann)

    with pytest.raises(MethodRefused):
        charge(bill, card)


def test_its_key_has_no_page(client, ann, bill, card):
    payment = open_charge(bill, card)
    client.force_login(ann)

    for page in ("return", "sandbox"):
        assert client.post(f"/pay/{page}/{payment.key}/", {"outcome": "pay"}).status_code in (
            404,
            405,
        )

    assert state(payment)[0] == "started"


def test_it_is_charged_at_the_time_given(bill, card):
    now = timezone.now() - MINUTE

    payment = charge(bill, card, now)

    assert (payment.created_at, payment.sent_at, payment.captured_at) == (now, now, now)
