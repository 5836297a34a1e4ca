"""Messages of providers about saved methods and charges: any number of times, in any order."""

import json

import pytest

from devtools.stubs.stripe import signature
from payments.charging import charge
from payments.models import ProviderCall, WebhookEvent
from payments.saved_methods import begin_saving, enter_at
from payments.services import start_payment
from payments.webhooks import receive
from tests.payments.gateways.paypal.conftest import paypal  # noqa: F401


@pytest.fixture
def heard(stripe_stub):
    """`heard("payment_intent.succeeded")`: Stripe's newest message of that kind comes twice."""

    def hears(kind):
        event = next(one for one in reversed(stripe_stub.books_of.events) if one["type"] == kind)
        body = json.dumps(event).encode()
        rows = [receive("stripe", body, {"Stripe-Signature": signature(body)}) for _ in range(2)]
        return rows[0]

    return hears


def steps(row):
    return list(row.history.values_list("verb", flat=True))


def test_a_card_is_saved_though_its_owner_never_returns(ann, stripe_stub, heard):
    method = begin_saving(ann, "stripe", "KRW")
    enter_at(method)
    method.refresh_from_db()
    stripe_stub.pay(method.session, "save")

    heard("setup_intent.succeeded")
    heard("checkout.session.completed")

    method.refresh_from_db()
    assert (method.status, method.label) == ("active", "Visa •••• 4242")
    assert steps(method) == ["start", "activate"]


@pytest.mark.parametrize(
    ("how", "kind", "status"),
    [
        ("save", "payment_intent.succeeded", "captured"),
        ("stolen", "payment_intent.payment_failed", "declined"),
    ],
)
def test_the_outcome_of_a_charge_comes_by_message(
    bill, stripe_card, stripe_stub, heard, how, kind, status
):
    card = stripe_card(how)
    stripe_stub.misbehave("500_after", on="POST /v1/payment_intents")
    payment = charge(bill, card)

    heard(kind)

    payment.refresh_from_db()
    assert (payment.status, steps(payment)) == (
        status,
        ["start", "mark_unknown", steps(payment)[-1]],
    )


def test_intents_of_a_page_are_left_to_its_session(bill, stripe_stub, heard):
    start_payment(bill, "stripe")
    payment = bill.payments.get()
    intent = {"id": "pi_1", "object": "payment_intent", "metadata": {"payment": payment.key}}
    stripe_stub.books_of.tell("payment_intent.payment_failed", intent)

    assert heard("payment_intent.payment_failed").payment == payment

    payment.refresh_from_db()
    assert payment.status == "started"


def test_a_card_that_was_detached_is_unusable(stripe_card, stripe_stub, heard):
    card = stripe_card()
    token = card.token
    stripe_stub.books_of.detach(token)

    heard("payment_method.detached")

    card.refresh_from_db()
    assert (card.status, card.why_unusable) == ("unusable", "It was removed at its provider.")


def test_cards_of_other_sites_on_the_account_are_none_of_ours(stripe_stub, heard):
    stripe_stub.books_of.tell("payment_method.detached", {"id": "pm_1", "object": "payment_method"})

    assert heard("payment_method.detached").acted_at


def test_an_account_that_left_the_vault_is_unusable(client, paypal_account, paypal):  # noqa: F811
    account = paypal_account()
    token = account.token
    paypal.ledger.delete_token(token)
    event = paypal.messages.events[-1]
    body, headers = paypal.messages.message(event)

    for _copy in range(2):
        answer = client.post(
            "/pay/webhooks/paypal/", body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 200

    account.refresh_from_db()
    assert account.status == "unusable"
    assert WebhookEvent.objects.get().acted_at
    assert not ProviderCall.objects.filter(request__contains=token).exists()
