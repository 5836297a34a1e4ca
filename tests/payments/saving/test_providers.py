"""Saving and charging at the stubs of the providers, with all their faults."""

from datetime import timedelta

import pytest

from core.actors import SYSTEM
from core.lifecycle import move
from payments.charging import charge, open_charge
from payments.models import Payment, ProviderCall, SavedMethod
from payments.polling import look_up
from payments.refunds import create_refund, send_due_refunds
from payments.saved_methods import forget_due, remove_method

PROVIDERS = ("stripe", "toss", "paypal")
LABELS = {
    "stripe": "Visa •••• 4242",
    "toss": "현대 •••• 123*",
    "paypal": "PayPal k•••@example.com",
}
NOTHING, DONE = False, True
# How each says that a call had no answer: before or after it was done.
LOST = {
    "stripe": {NOTHING: "500", DONE: "500_after"},
    "toss": {NOTHING: "500", DONE: "500_after"},
    "paypal": {NOTHING: "500", DONE: "500_after"},
}
CHARGES = {"stripe": "POST /v1/payment_intents", "toss": "POST", "paypal": "/v2/checkout/orders"}
REMEMBERED = {
    "stripe": timedelta(hours=24),
    "toss": timedelta(days=1),  # ours: Toss itself remembers for longer
    "paypal": timedelta(hours=3),
}
MINUTE = timedelta(minutes=1)


def fail(code, stub, mode, times=1):
    if code == "stripe":
        stub.misbehave(mode, times, CHARGES[code])
    elif code == "toss":
        stub.fail(mode, times=times)
    else:
        stub.trouble(mode, times, CHARGES[code])


def captured(code, stub, payment):
    books = stub.books()
    entries = books.values() if isinstance(books, dict) else books
    return sum(entry["captured"] for entry in entries)


def state(payment):
    payment = Payment.objects.select_related("order", "method").get(pk=payment.pk)
    return payment.status, payment.decline, payment.method.status


@pytest.mark.parametrize("code", PROVIDERS)
def test_a_card_is_saved_charged_and_forgotten(cases, ann, code):
    stub, save, bill = cases(code)

    card = save()
    payment = charge(bill, card)
    remove_method(card, by=ann)
    forget_due()

    assert (card.label, state(payment)) == (LABELS[code], ("captured", "", "removed"))
    assert captured(code, stub, payment) == payment.amount
    assert SavedMethod.objects.get().sealed == ""


@pytest.mark.parametrize(
    ("code", "how", "decline"),
    [
        ("stripe", "poor", "soft"),
        ("stripe", "stolen", "hard"),
        ("stripe", "asks", "authentication_required"),
        ("toss", "poor", "soft"),
        ("toss", "stolen", "hard"),
        ("paypal", "poor", "soft"),
        ("paypal", "closed", "hard"),
        ("paypal", "asks", "authentication_required"),
    ],
)
def test_declines_of_each_kind(cases, code, how, decline):
    stub, save, bill = cases(code)

    payment = charge(bill, save(how))

    usable = "active" if decline == "soft" else "unusable"
    assert state(payment) == ("declined", decline, usable)
    assert captured(code, stub, payment) == 0


@pytest.mark.parametrize("code", PROVIDERS)
@pytest.mark.parametrize("done", [NOTHING, DONE])
def test_a_lost_answer_is_unknown_and_charged_once(cases, code, done):
    stub, save, bill = cases(code)
    card = save()
    fail(code, stub, LOST[code][done])
    payment = charge(bill, card)
    assert state(payment)[0] == "unknown"

    look_up(payment, payment.created_at + MINUTE)

    assert state(payment)[0] == "captured"
    assert captured(code, stub, payment) == payment.amount


@pytest.mark.parametrize("code", PROVIDERS)
def test_one_that_is_under_way_is_asked_about(cases, code):
    stub, save, bill = cases(code)
    card = save()
    fail(code, stub, "processing" if code == "toss" else "409")

    payment = charge(bill, card)
    assert state(payment)[0] == "unknown"
    look_up(payment, payment.created_at + MINUTE)

    assert state(payment)[0] == "captured"


@pytest.mark.parametrize(
    ("code", "mode"), [("stripe", "429"), ("toss", "unauthorized"), ("paypal", "429")]
)
def test_what_was_refused_for_now_is_sent_later(cases, code, mode):
    stub, save, bill = cases(code)
    card = save()
    fail(code, stub, mode)

    payment = charge(bill, card)
    assert state(payment)[0] == "started"
    look_up(payment, payment.look_up_at)

    assert state(payment)[0] == "captured"


@pytest.mark.parametrize("code", PROVIDERS)
@pytest.mark.parametrize(("done", "end"), [(NOTHING, "abandoned"), (DONE, "captured")])
def test_it_is_never_sent_again_once_its_key_is_forgotten(cases, code, done, end):
    stub, save, bill = cases(code)
    card = save()
    fail(code, stub, LOST[code][done])
    payment = charge(bill, card)
    stub.expire_keys()

    later = payment.created_at + REMEMBERED[code]
    look_up(payment, later)
    if code == "paypal" and done is NOTHING:  # its list of transactions may not be complete
        assert state(payment)[0] == "unknown"
        look_up(payment, later + timedelta(days=1))

    assert state(payment)[0] == end
    assert captured(code, stub, payment) == (payment.amount if done else 0)


@pytest.mark.parametrize("code", PROVIDERS)
def test_what_may_be_under_way_is_not_given_up_when_the_bill_is(cases, code):
    stub, save, bill = cases(code)
    card = save()
    fail(code, stub, LOST[code][NOTHING])
    payment = charge(bill, card)
    move(bill, "withdraw", by=SYSTEM, note="Waived")

    look_up(payment, payment.created_at + MINUTE)
    assert state(payment)[0] == "unknown"
    look_up(payment, payment.created_at + timedelta(days=2))

    assert state(payment)[0] == "abandoned"
    assert captured(code, stub, payment) == 0


@pytest.mark.parametrize("code", PROVIDERS)
def test_one_that_vanished_at_its_provider_is_unusable(cases, code):
    stub, save, bill = cases(code)
    card = save()
    vanish(code, stub, card)

    payment = charge(bill, card)

    assert state(payment) == ("declined", "hard", "unusable")
    assert SavedMethod.objects.get().why_unusable == "It was removed at its provider."


def vanish(code, stub, card):
    if code == "stripe":
        stub.books_of.detach(card.token)
    elif code == "toss":
        stub.ledger.delete_key(card.token)
    else:
        stub.ledger.delete_token(card.token)


@pytest.mark.parametrize("code", PROVIDERS)
def test_forgetting_is_tried_until_it_is_done(cases, ann, code):
    stub, save, _bill = cases(code)
    card = save()
    remove_method(card, by=ann)
    if code == "stripe":
        stub.misbehave("500", 1)
    elif code == "toss":
        stub.fail("500", on="DELETE")
    else:
        stub.trouble("500", 1, on="/v3/")
    assert forget_due() == 0
    card.refresh_from_db()
    assert card.token

    assert forget_due(card.forget_at) == 1

    card.refresh_from_db()
    assert card.token == ""


@pytest.mark.parametrize("code", PROVIDERS)
def test_no_token_is_in_a_row_of_a_call(cases, ann, code):
    _stub, save, bill = cases(code)
    card = save()
    token = card.token

    charge(bill, card)
    remove_method(card, by=ann)
    forget_due()

    rows = ProviderCall.objects.values_list("endpoint", "request", "response")
    text = "\n".join("\n".join(row) for row in rows)
    assert rows.count() >= 3
    assert token not in text
    assert card.session not in text if code == "paypal" else True


@pytest.mark.parametrize("code", PROVIDERS)
def test_a_refund_of_a_charge_is_sent(cases, code):
    _stub, save, bill = cases(code)
    payment = charge(bill, save())

    create_refund(payment, "Waived", now=payment.created_at)
    send_due_refunds()

    assert payment.refunds.get().status == "sent"


def test_killed_between_writing_and_sending(cases):
    stub, save, bill = cases("stripe")
    payment = open_charge(bill, save())

    look_up(payment, payment.look_up_at)

    assert (state(payment)[0], captured("stripe", stub, payment)) == ("captured", 20000)
