import pytest

from payments.services import start_payment
from tests.factories import place


@pytest.fixture
def order(ann, noodles):
    return place(ann, noodles)


@pytest.fixture
def payment(order):
    start_payment(order, "sandbox")
    return order.payments.get()
