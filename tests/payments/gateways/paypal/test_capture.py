from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import move
from devtools.stubs.paypal.books import PAYER
from orders.services import expire_unpaid_orders
from payments.gateways.base import GatewayError, OutcomeUnknown, PaymentOutcome
from payments.gateways.paypal import api
from payments.lifecycle import PaymentStatus
from payments.polling import look_up_due_payments
from payments.services import confirm_payment
from tests.payments.gateways.paypal.test_start import FAULTS
from tests.racing import together


def came_back(payment, **query):
    return {"token": payment.session, "PayerID": "QYR5Z8XDVJNXQ", **query}


def capture_of(stub, payment):
    (id,) = stub.books()[payment.key]["captures"]
    return id


def test_an_approved_payment_is_captured_on_return(gateway, paypal, approved):
    outcome = gateway.confirm(approved, came_back(approved))

    reference = capture_of(paypal, approved)
    paid = PaymentOutcome("captured", reference, Decimal("12.50"), "USD")
    assert outcome == replace(paid, payer=PAYER["email_address"])
    assert paypal.books()[approved.key]["captured"] == Decimal("12.50")


def test_coming_back_again_captures_nothing_more(gateway, paypal, approved):
    first, second = (gateway.confirm(approved, came_back(approved)) for _ in range(2))

    assert first == second == gateway.look_up(approved)
    assert len(paypal.ledger.captures) == 1


@pytest.mark.django_db(transaction=True)
def test_returning_twice_concurrently_is_one_capture(gateway, paypal, approved):
    def confirm():
        return gateway.confirm(approved, came_back(approved)).result

    assert together(confirm, confirm, confirm) == ["captured"] * 3
    assert len(paypal.ledger.captures) == 1


@pytest.mark.parametrize("query", [{}, {"token": ""}, {"token": "5O190127TN364715T"}])
def test_another_payments_token_confirms_nothing(gateway, paypal, approved, query):
    with pytest.raises(GatewayError, match="another payment"):
        gateway.confirm(approved, query)

    assert not paypal.ledger.captures


def test_no_token_confirms_a_payment_that_never_started(gateway, bill):
    with pytest.raises(GatewayError, match="another payment"):
        gateway.confirm(bill(), {"token": ""})


def test_who_comes_back_without_approving_may_still_do_so(gateway, paypal, payment):
    early = gateway.confirm(payment, came_back(payment))
    paypal.ledger.approve(payment.session)

    assert early == PaymentOutcome("open")
    assert gateway.confirm(payment, came_back(payment)).result == "captured"


def test_who_cancels_abandons(gateway, paypal, payment):
    assert gateway.confirm(payment, came_back(payment, cancelled="1")).result == "abandoned"
    assert not paypal.ledger.captures


def test_captured_money_cannot_be_cancelled(gateway, captured):
    outcome = gateway.confirm(captured, came_back(captured, cancelled="1"))

    assert outcome.result == "captured"


def test_a_card_that_is_declined_is_no_error_and_may_be_replaced(gateway, paypal, bill, payment):
    paypal.ledger.declining.add(payment.session)
    paypal.ledger.approve(payment.session)

    assert gateway.confirm(payment, came_back(payment)).result == "declined"
    again = bill()
    again.session = gateway.start(again).session
    paypal.ledger.approve(again.session)
    assert gateway.confirm(again, came_back(again)).result == "captured"


def test_an_order_captured_already_is_looked_up(gateway, paypal, approved):
    def capture_first(path):
        if path.endswith("/capture") and not paypal.ledger.captures:
            paypal.ledger.capture(approved.session)

    paypal.choose = capture_first

    outcome = gateway.confirm(approved, came_back(approved))

    assert (outcome.result, outcome.reference) == ("captured", capture_of(paypal, approved))


def test_nothing_is_captured_for_an_order_that_is_over(gateway, paypal, ann, approved):
    move(approved.order, "cancel", by=ann)

    assert gateway.confirm(approved, came_back(approved)) == PaymentOutcome("abandoned")
    assert not paypal.ledger.captures


@pytest.mark.parametrize(
    ("since", "result"), [(timedelta(minutes=1), "captured"), (timedelta(hours=2), "abandoned")]
)
def test_an_approval_after_the_order_expired_is_captured_while_it_may_come_back(
    gateway, paypal, approved, since, result
):
    expire_unpaid_orders(approved.order.pay_by)
    approved.order.refresh_from_db()
    approved.order.pay_by = timezone.now() - since

    assert gateway.confirm(approved, came_back(approved)).result == result
    assert len(paypal.ledger.captures) == (result == "captured")


@pytest.mark.parametrize("issue", ["ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"])
def test_a_payer_who_is_asked_for_more_is_still_open(gateway, paypal, approved, issue):
    paypal.trouble(issue, on="/capture")

    assert gateway.confirm(approved, came_back(approved)) == PaymentOutcome("open")


@pytest.mark.parametrize("trouble", ["ORDER_COMPLETION_IN_PROGRESS", "409", *FAULTS])
def test_no_clear_answer_to_a_capture_is_unclear(gateway, paypal, approved, trouble):
    paypal.trouble(trouble, on="/capture")

    with pytest.raises(OutcomeUnknown):
        gateway.confirm(approved, came_back(approved))

    assert gateway.confirm(approved, came_back(approved)).result == "captured"
    assert len(paypal.ledger.captures) == 1


@pytest.mark.parametrize("trouble", ["DUPLICATE_INVOICE_ID", "429", "403"])
def test_a_definite_no_is_not_unclear(gateway, paypal, approved, trouble):
    paypal.trouble(trouble, on="/capture")

    with pytest.raises(GatewayError) as error:
        gateway.confirm(approved, came_back(approved))

    assert not isinstance(error.value, OutcomeUnknown)
    assert trouble in str(error.value)


@pytest.mark.parametrize(("mode", "known"), [("silent", "open"), ("silent_after", "captured")])
def test_a_time_out_is_unclear_until_looked_up(gateway, paypal, approved, monkeypatch, mode, known):
    paypal.trouble(mode, on="/capture")

    with monkeypatch.context() as patch:
        patch.setattr(api, "READ_SECONDS", 0.5)
        with pytest.raises(OutcomeUnknown):
            gateway.confirm(approved, came_back(approved))

    assert gateway.look_up(approved).result == known


def test_a_slow_answer_is_waited_for(gateway, paypal, approved):
    paypal.trouble("slow", on="/capture")

    assert gateway.confirm(approved, came_back(approved)).result == "captured"


def test_a_payment_that_timed_out_after_charging_is_known_in_the_end(paypal, approved):
    paypal.trouble("cut_after", on="/capture")
    with pytest.raises(OutcomeUnknown):
        confirm_payment(approved, came_back(approved))

    look_up_due_payments()

    approved.refresh_from_db()
    assert approved.status == PaymentStatus.CAPTURED
    assert approved.captured == paypal.books()[approved.key]["captured"]


@pytest.mark.parametrize(("end", "result"), [("COMPLETED", "captured"), ("DECLINED", "declined")])
def test_a_capture_that_paypal_checks_is_waited_for(gateway, paypal, approved, end, result):
    paypal.ledger.pending.add(approved.session)

    outcome = gateway.confirm(approved, came_back(approved))
    paypal.ledger.settle(outcome.reference, end)

    assert (outcome.result, outcome.note) == ("waiting", "")
    assert gateway.look_up(approved).result == result


def test_a_look_up_captures_nothing(gateway, paypal, approved):
    assert gateway.look_up(approved) == PaymentOutcome("open")
    assert not paypal.ledger.captures


def test_a_look_up_goes_by_what_is_known(gateway, captured):
    captured.session = ""
    assert gateway.look_up(captured).result == "captured"

    captured.reference = ""
    assert gateway.look_up(captured).result == "abandoned"
