"""Answers that Toss would never send: treated as unreadable, never stored, without an error for the payer."""

import pytest
from django.test import Client
from django.urls import reverse

from payments.models import Payment


@pytest.fixture
def answer_with(ann, toss, toss_payment):
    """Ann returns with money that Toss captured; `fields` replace those of its answer, or of its `part`."""

    def asked(fields, part="", method="CARD"):
        back = toss.pay(toss_payment.key, 12000, method)
        toss.ledger.confirm({**back, "amount": 12000})
        found = toss.ledger.payments[back["paymentKey"]]
        (found[part] if part else found).update(fields)
        browser = Client(raise_request_exception=False)
        browser.force_login(ann)
        return browser.get(reverse("payments:return", args=[toss_payment.key]), back)

    return asked


@pytest.mark.parametrize(
    ("field", "nonsense"),
    [
        *(("totalAmount", amount) for amount in (-1, 1e400, float("nan"), 10**30)),
        *(("currency", code) for code in (None, "", "₩", "KRW ", "K" * 40, "KR\x00", "KR\ud800")),
        *(("paymentKey", name) for name in ("", "x" * 121, "x\x00", "x\ud800")),
    ],
)
def test_money_that_cannot_be_written_down_is_no_answer(order, answer_with, field, nonsense):
    response = answer_with({field: nonsense})

    assert (response.status_code, response.url) == (302, order.get_absolute_url())
    assert Payment.objects.get().status == "unknown"


@pytest.mark.parametrize("number", ["1" * 300, "1\x00", "1\ud800"])
def test_an_account_number_that_cannot_be_stored_is_refused(order, answer_with, number):
    response = answer_with({"accountNumber": number}, "virtualAccount", "VIRTUAL_ACCOUNT")

    assert (response.status_code, response.url) == (302, order.get_absolute_url())
    assert Payment.objects.get().status == "unknown"
