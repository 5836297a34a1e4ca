"""What buyers do: hold, order, pay; and time that passes for a hold."""

import uuid
from dataclasses import replace
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from orders.carts import CartOwner
from orders.placing import place
from orders.quotes import quote
from payments.gateways.base import PaymentOutcome
from payments.models import Payment
from payments.recording import record_outcome
from tests.factories import CONTACT
from tests.ticketing.factories import type_of
from ticketing.baskets import find_hold
from ticketing.holds.services import take
from ticketing.models import Place


def url_of(date):
    return date.get_absolute_url()


def press(client, date, press=None, **data):
    """Press a button on the page of the date."""
    return client.post(url_of(date), {"press": str(press or uuid.uuid4()), **data})


def hold_seats(date, user, pieces=1, first=0, **options):
    """Hold so many seats of the date, from that one on."""
    keys = list(date.places.order_by("pk").values_list("pk", flat=True)[first : first + pieces])
    type_ = type_of(date)
    return take(date, CartOwner(user=user), [(pk, type_) for pk in keys], **options)


def order_of(hold, user, token=None, email=None):
    """The order of the held places, as the checkout page places it."""
    return ordering(hold, user, token, email)()[0]


def ordering(hold, user, token=None, email=None):
    """A call that places it, once the page was seen."""
    buyer = CartOwner(user=user)
    seen = find_hold(buyer, str(hold.token))
    assert seen.load()
    fingerprint = quote(seen, "ticket", timezone.now(), buyer).fingerprint
    contact = replace(CONTACT, email=email or user.email, address="")
    token = token or uuid.uuid4()

    def call():
        return place(
            find_hold(buyer, str(hold.token)),
            buyer,
            fulfilment="ticket",
            contact=contact,
            fingerprint=fingerprint,
            checkout_token=token,
        )

    return call


def payment_of(order):
    return Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency=order.currency
    )


def pay(order, payment=None):
    """The money of the order comes."""
    payment = payment or payment_of(order)
    outcome = PaymentOutcome("captured", uuid.uuid4().hex, order.total, order.currency)
    record_outcome(payment, outcome)
    order.refresh_from_db()
    return payment


def lapse(hold, seconds=61):
    """Its time is over since so many seconds."""
    Place.objects.filter(hold=hold).update(until=timezone.now() - timedelta(seconds=seconds))


def states_of(date):
    return list(date.places.order_by("pk").values_list("state", flat=True))


def earlier(order, minutes):
    """The order was placed and is to be paid so much earlier."""
    ago = timedelta(minutes=minutes)
    type(order).objects.filter(pk=order.pk).update(
        placed_at=F("placed_at") - ago, pay_by=F("pay_by") - ago
    )
    order.refresh_from_db()


def tickets_of(order):
    return list(order.tickets.order_by("pk"))


def statuses_of(order):
    return [ticket.status for ticket in tickets_of(order)]
