"""Tickets that are given back: what it costs, until when, and what follows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused
from payments.refunds import refund_part
from tests.factories import paid_for
from tests.ticketing.factories import make_type, sell_tickets, standing_date
from ticketing.models import EventDate, Ticket
from ticketing.statuses import VALID, VOID, VoidReason
from ticketing.tickets.giving_back import GiveBackRefused, give_back, returnable_until, settle
from ticketing.tickets.handing_over import accept, offer

NOW = timezone.now


@pytest.fixture
def date(store):
    """Its tickets of ₩50,000 may be given back until a day before, for a tenth."""
    return standing_date(store, give_back_until=24, give_back_fee_percent=10)


def sold(date, buyer, quantity=1, **options):
    tickets = sell_tickets(date, buyer, quantity, **options)
    paid_for(tickets[0].order)
    return list(Ticket.objects.filter(order=tickets[0].order).order_by("pk"))


def refunds_of(ticket):
    return [
        refund.amount
        for payment in ticket.order.payments.all()
        for refund in payment.refunds.order_by("pk")
    ]


def test_the_buyer_gets_what_was_paid_less_the_fee(date, ann):
    ticket, other = sold(date, ann, 2)

    settlement = give_back(ticket, by=ann, now=NOW())

    assert (settlement.worth, settlement.fee) == (Decimal(50_000), Decimal(5_000))
    assert refunds_of(ticket) == [Decimal(45_000)]
    assert (ticket.status, ticket.void_reason) == (VOID, VoidReason.GIVEN_BACK)
    other.refresh_from_db()
    assert other.status == VALID


def test_its_place_is_free_at_once(date, ann):
    [ticket] = sold(date, ann)

    give_back(ticket, by=ann, now=NOW())

    ticket.place.refresh_from_db()
    assert (ticket.place.state, ticket.place.line) == ("free", None)


def test_the_fee_is_never_more_than_what_is_left_of_the_price(date, ann):
    ticket, _other = sold(date, ann, 2)
    refund_part(ticket.order, Decimal(95_000), reason="A gift", by=SYSTEM)

    settlement = settle(ticket, by=ann, now=NOW())

    assert (settlement.worth, settlement.fee, settlement.amount) == (2_500, 2_500, 0)


def test_of_a_free_ticket_nothing_goes_back(date, ann):
    free = make_type(date.event.categories.get(), "Guest", price=Decimal(0))
    [ticket] = sell_tickets(date, ann, type_=free)

    settlement = give_back(ticket, by=ann, now=NOW())

    assert (settlement.amount, refunds_of(ticket)) == (0, [])
    assert ticket.status == VOID


def test_not_after_the_time_for_it(date, ann):
    [ticket] = sold(date, ann)
    late = date.begins_at - timedelta(hours=23)

    with pytest.raises(GiveBackRefused, match="over"):
        give_back(ticket, by=ann, now=late)

    assert settle(ticket, by=ann, now=date.begins_at - timedelta(hours=24)).amount


def test_never_if_the_event_takes_none_back(store, ann):
    [ticket] = sold(standing_date(store), ann)

    with pytest.raises(GiveBackRefused, match="cannot be given back"):
        give_back(ticket, by=ann, now=NOW())


def test_a_postponed_date_takes_them_back_until_its_day_without_a_fee(store, ann):
    date = standing_date(store, give_back_fee_percent=10)
    [ticket] = sold(date, ann)
    until = NOW() + timedelta(days=5)
    EventDate.objects.filter(pk=date.pk).update(postponed_at=NOW(), returnable_until=until)
    ticket.date.refresh_from_db()

    assert returnable_until(ticket.date) == until
    assert settle(ticket, by=ann, now=until).amount == 50_000
    with pytest.raises(GiveBackRefused):
        settle(ticket, by=ann, now=until + timedelta(seconds=1))


def test_a_used_ticket_is_not_given_back(date, ann):
    [ticket] = sold(date, ann)
    Ticket.objects.filter(pk=ticket.pk).update(status="used")

    with pytest.raises(GiveBackRefused, match="used"):
        give_back(ticket, by=ann, now=NOW())


def test_only_once(date, ann):
    [ticket] = sold(date, ann)
    give_back(ticket, by=ann, now=NOW())

    with pytest.raises(MoveRefused, match="already"):
        give_back(ticket, by=ann, now=NOW())

    assert refunds_of(ticket) == [Decimal(45_000)]


def test_strangers_give_nothing_back(date, ann, dan):
    [ticket] = sold(date, ann)

    with pytest.raises(GiveBackRefused):
        give_back(ticket, by=dan, now=NOW())


def test_of_another_amount_than_the_buyer_saw_it_is_refused(date, ann):
    [ticket] = sold(date, ann)

    with pytest.raises(GiveBackRefused, match="changed"):
        give_back(ticket, by=ann, now=NOW(), seen=Decimal(50_000))

    ticket.refresh_from_db()
    assert ticket.status == VALID


def test_the_page_names_the_amount_and_the_button_gives_back(date, ann, client):
    [ticket] = sold(date, ann)
    client.force_login(ann)
    page = f"/tickets/{ticket.code}/give-back/"

    asked = client.get(page)
    client.post(page, {"amount": "45000"})
    client.post(page, {"amount": "45000"})

    assert "₩45,000" in asked.content.decode()
    ticket.refresh_from_db()
    assert ticket.void_reason == VoidReason.GIVEN_BACK
    assert refunds_of(ticket) == [Decimal(45_000)]


def test_who_got_it_from_the_buyer_gives_nothing_back(date, ann, dan):
    """The money would go to the buyer."""
    [ticket] = sold(date, ann)
    theirs = accept(offer(ticket, dan.email, by=ann, now=NOW()), by=dan, now=NOW())

    for person in (ann, dan):
        with pytest.raises(GiveBackRefused, match="Only who bought"):
            give_back(theirs, by=person, now=NOW())


def test_of_a_cancelled_date_everything_goes_back_by_itself(date, ann):
    [ticket] = sold(date, ann)
    EventDate.objects.update(cancelled_at=NOW())

    with pytest.raises(GiveBackRefused, match="cancelled"):
        give_back(Ticket.objects.get(), by=ann, now=NOW())

    assert refunds_of(ticket) == []


@pytest.mark.parametrize("amount", ["", "x", "NaN", "1e999999999"])
def test_nonsense_gives_nothing_back(date, ann, client, amount):
    [ticket] = sold(date, ann)
    client.force_login(ann)

    response = client.post(f"/tickets/{ticket.code}/give-back/", {"amount": amount})

    assert response.status_code in (200, 302)
    ticket.refresh_from_db()
    assert ticket.status == VALID
