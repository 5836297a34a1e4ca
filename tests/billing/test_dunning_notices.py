"""Tenants are notified of each failure, of the end of their plan, and of its return."""

import pytest
from django.db import transaction

from billing.reasons import PAYMENT_RETURNED
from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from notifications.models import Mail, Notice
from tests.billing.dunning_world import (
    billed,
    fail,
    fail_until_given_up,
    give_back,
    on,
    pay,
    subscription_of,
)
from tests.billing.factories import make_clock

pytestmark = pytest.mark.django_db


def mails(code):
    """The texts of the mails of this kind, the oldest first."""
    found = Mail.objects.filter(kind=code, recipient="bills@example.com").order_by("pk")
    return [each.text for each in found]


def inbox(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def in_inbox(*codes):
    return [f"{code}-in-inbox" for code in codes]


@pytest.fixture
def invoice(bea):
    invoice = billed(user=bea)
    Notice.objects.all().delete()
    return invoice


def test_each_failure_names_its_reason_and_the_day_of_the_next_try(bea, invoice):
    fail(invoice, on(5), reason=PAYMENT_RETURNED.code)
    fail(invoice, on(6))

    first, second = mails("overdue")
    assert first.startswith(f"{PAYMENT_RETURNED.label} We try it again on 6 Apr 2026.")
    assert "7 Apr 2026" in second
    assert inbox(bea) == in_inbox("overdue", "overdue")
    assert Notice.objects.first().link == invoice.get_absolute_url()


def test_the_end_of_a_plan_and_its_return_are_notified_of_once(bea, invoice):
    fail_until_given_up(invoice)
    pay(invoice, on(9))

    assert inbox(bea) == in_inbox(*["overdue"] * 3, "suspended", "restored")
    assert "₩20,000" in mails("suspended")[0]
    assert "not billed" in mails("restored")[0]


def test_a_payment_before_the_last_try_is_thanked_for(bea, invoice):
    fail(invoice, on(5))
    pay(invoice, on(5, 12))

    assert inbox(bea) == in_inbox("overdue", "debt-paid")


def test_a_payment_that_went_back_asks_to_pay(bea, invoice):
    pay(invoice, on(5))
    give_back(invoice, on(12))

    assert inbox(bea) == in_inbox("overdue")
    assert "went back" in mails("overdue")[0]


def test_without_a_plan_the_last_failure_says_that_the_debt_stays(bea, invoice):
    with transaction.atomic():
        subscription = subscription_of(invoice)
        lock(subscription)
        move_locked(subscription, "cancel", by=SYSTEM, now=on(2), reason="asked")

    fail_until_given_up(invoice)

    assert inbox(bea) == in_inbox(*["overdue"] * 4)
    assert "do not try it again" in mails("overdue")[-1]


def test_mails_are_in_the_language_of_the_tenant():
    fail(billed(language="ko"), on(5))

    assert "2026년 4월 6일" in mails("overdue")[0]


def test_a_tenant_on_a_test_clock_is_not_notified(bea):
    fail_until_given_up(billed(user=bea, clock=make_clock(on(1))))

    assert (Mail.objects.count(), Notice.objects.count()) == (0, 0)
