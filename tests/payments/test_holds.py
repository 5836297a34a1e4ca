"""The limits on orders that hold stock, with concurrent promises."""

import pytest

from orders.models import Order
from payments.methods import TooManyHolds
from payments.models import Payment
from payments.services import confirm_payment, start_payment
from tests.factories import UserFactory, place
from tests.racing import losers, together


@pytest.mark.django_db(transaction=True)
def test_of_promises_at_the_same_moment_as_many_hold_as_may(noodles, settings):
    settings.BANK_TRANSFER_ACCOUNT, settings.HOLDS_PER_BUYER = "Example Bank 110-123", 2
    ann = UserFactory()
    orders = [place(ann, noodles) for _each in range(5)]
    for order in orders:
        start_payment(order, "transfer")
    payments = [Payment.objects.get(order=order) for order in orders]

    results = together(*[lambda p=payment: confirm_payment(p, {}).status for payment in payments])

    assert [type(loser) for loser in losers(results)] == [TooManyHolds] * 3
    assert Order.objects.holding().count() == 2
    assert Payment.objects.filter(status="waiting").count() == 2
