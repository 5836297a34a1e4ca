"""Disputes at Stripe, as it tells of them."""

import pytest

from payments.dispute_reasons import NOT_RECEIVED, OTHER
from payments.gateways.stripe.disputes import RESULTS, dispute_url, read_dispute

DISPUTE = {
    "id": "du_1",
    "amount": 5000,
    "currency": "krw",
    "created": 1_795_000_000,
    "evidence_details": {"due_by": 1_795_800_000},
    "reason": "product_not_received",
    "status": "needs_response",
}


@pytest.mark.parametrize("status", RESULTS)
def test_each_status_has_a_result(status):
    reported = read_dispute({**DISPUTE, "status": status})

    assert reported.result == RESULTS[status]
    assert reported.is_inquiry == status.startswith("warning_")


def test_amounts_are_in_major_units_and_reasons_ours():
    assert read_dispute(DISPUTE).amount == 5000
    assert read_dispute({**DISPUTE, "currency": "usd"}).amount == 50
    assert read_dispute(DISPUTE).reason == NOT_RECEIVED.note
    assert read_dispute({**DISPUTE, "reason": "general"}).reason == OTHER.note


def test_an_unknown_status_is_no_result():
    with pytest.raises(KeyError):
        read_dispute({**DISPUTE, "status": "new"})


@pytest.mark.parametrize(
    ("key", "part"), [("sk_live_1", "com/disputes"), ("sk_test_1", "com/test/")]
)
def test_the_dashboard_of_tests_is_another(settings, key, part):
    settings.STRIPE_SECRET_KEY = key

    assert part in dispute_url("du_1")
