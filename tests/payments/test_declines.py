"""Why a payment was declined: our code where we know the provider's, shown to the payer."""

import pytest
from django.conf import settings

from core.reasons import words_of
from payments.gateways.stripe.reading import outcome_of_session
from payments.gateways.toss.reading import outcome_of
from payments.reasons import CARD_EXPIRED, NOT_ENOUGH_MONEY, SANDBOX_DECLINED

UNPAID = {"status": "complete", "payment_status": "unpaid"}


def stripe_reason(**trouble):
    intent = {"status": "requires_payment_method", "last_payment_error": trouble}
    return outcome_of_session({**UNPAID, "payment_intent": intent}).reason


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"code": "expired_card", "message": "Your card has expired."}, CARD_EXPIRED.note),
        (
            {"code": "card_declined", "decline_code": "insufficient_funds", "message": "No."},
            NOT_ENOUGH_MONEY.note,
        ),
        ({"code": "something_new", "message": "In Stripe's words."}, "In Stripe's words."),
        ({}, ""),
    ],
)
def test_stripes_codes_are_known(trouble, reason):
    assert stripe_reason(**trouble) == reason


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ({"code": "REJECT_CARD_PAYMENT", "message": "한도초과"}, NOT_ENOUGH_MONEY.note),
        ({"code": "SOMETHING_NEW", "message": "새로운 이유"}, "새로운 이유"),
        ({"code": "SOMETHING_NEW"}, "SOMETHING_NEW"),
        (None, ""),
    ],
)
def test_tosss_codes_are_known(failure, reason):
    assert outcome_of({"status": "ABORTED", "failure": failure}).reason == reason


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_payer_reads_it_in_their_language(client, ann, payment, language):
    client.force_login(ann)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.post(f"/pay/return/{payment.key}/", {"outcome": "decline"}, follow=True)

    assert payment.history.last().note == SANDBOX_DECLINED.note
    assert words_of(SANDBOX_DECLINED.note, language) in page.content.decode()
