"""Virtual accounts for held places: their hold ends when the deposit is due."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.services import expire_unpaid_orders
from payments.models import Refund
from payments.services import confirm_payment, start_payment
from payments.webhooks import receive
from tests.payments.gateways.toss.test_webhooks import deposit_message
from tests.ticketing.buying import earlier, hold_seats, lapse, order_of
from tests.ticketing.factories import seated_date
from ticketing.models import Event


@pytest.fixture
def held(store, ann, settings):
    """An unpaid order of a seat, of an event that allows deposits."""
    settings.TOSS_METHODS = ["CARD", "VIRTUAL_ACCOUNT"]
    date = seated_date(store, allows_deposits=True)
    return order_of(hold_seats(date, ann), ann)


@pytest.fixture
def payment(toss, held):
    start_payment(held, "toss")
    return held.payments.get()


def given_an_account(toss, payment):
    """What Toss knows of it."""
    back = toss.pay(payment.key, int(payment.amount), "VIRTUAL_ACCOUNT")
    confirm_payment(payment, back)
    payment.order.refresh_from_db()
    return toss.ledger.get(back["paymentKey"])


def place_of(order):
    return order.tickets.get().place


def test_its_places_are_held_until_the_deposit_is_due_and_sold_by_it(toss, payment, held):
    account = given_an_account(toss, payment)
    held.refresh_from_db()

    assert held.pay_by > timezone.now() + timedelta(hours=23)
    assert place_of(held).until == held.pay_by

    toss.deposit(account["paymentKey"])
    receive("toss", deposit_message(account), {})
    assert place_of(held).state == "sold"


def test_a_late_deposit_goes_back_if_the_seat_is_anothers(toss, payment, held, dan):
    account = given_an_account(toss, payment)
    lapse(held.hold_of_places, seconds=1)
    earlier(held, minutes=24 * 60 + 1)
    expire_unpaid_orders()
    taken = hold_seats(place_of(held).date, dan)

    toss.deposit(account["paymentKey"])
    receive("toss", deposit_message(account), {})

    held.refresh_from_db()
    assert (held.status, place_of(held).hold) == ("expired", taken)
    assert Refund.objects.get().amount == held.total


def test_an_event_takes_no_deposits_unless_it_says_so(toss, payment, held, client, ann):
    """And who gets an account at Toss all the same has the usual time."""
    client.force_login(ann)
    page = reverse("payments:toss", args=[payment.key])
    assert b"VIRTUAL_ACCOUNT" in client.get(page).content

    assert not Event._meta.get_field("allows_deposits").default
    assert not Event._meta.get_field("allows_transfer").default
    Event.objects.update(allows_deposits=False)

    assert b"VIRTUAL_ACCOUNT" not in client.get(page).content
    given_an_account(toss, payment)
    assert not payment.order.is_hold
    assert place_of(held).until == payment.order.pay_by
