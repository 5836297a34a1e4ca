"""An account is not deleted while its user holds tickets for dates to come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import DeletionRefused, delete_account
from core.lifecycle import MoveRefused
from orders.baskets import OrderRefused
from tests.factories import PASSWORD, UserFactory
from tests.racing import losers, together
from tests.ticketing.buying import hold_seats, ordering
from tests.ticketing.factories import sell_tickets, standing_date
from ticketing.models import EventDate, Handover, Ticket
from ticketing.tickets.handing_over import accept, offer
from ticketing.tickets.services import void

NOW = timezone.now


def end(date):
    """It began a day ago."""
    EventDate.objects.filter(pk=date.pk).update(begins_at=NOW() - timedelta(days=1), doors_at=None)


def hand_over(ticket, giver, receiver):
    return accept(offer(ticket, receiver.email, by=giver, now=NOW()), by=receiver, now=NOW())


def test_tickets_to_come_prevent_deletion_until_the_date_is_over(seated, ann):
    sell_tickets(seated, ann, 2)

    with pytest.raises(DeletionRefused, match=f"dates to come: {seated.event.title}\\. "):
        delete_account(ann)

    end(seated)
    delete_account(ann)
    assert not ann.is_active


def test_void_tickets_do_not(seated, ann):
    void(sell_tickets(seated, ann), "refunded", now=NOW())

    delete_account(ann)

    assert not ann.is_active


def test_a_ticket_that_was_handed_over_prevents_deletion_of_its_receiver_only(seated, ann, dan):
    [ticket] = sell_tickets(seated, ann)
    hand_over(ticket, ann, dan)

    with pytest.raises(DeletionRefused, match="dates to come"):
        delete_account(dan)
    delete_account(ann)


def test_the_page_links_to_the_tickets(shop, seated, ann):
    sell_tickets(seated, ann)

    page = shop.post("/me/delete/", {"password": PASSWORD}).content.decode()

    assert "You have tickets for dates to come" in page
    assert '<a href="/tickets/">See your tickets</a>' in page


@pytest.mark.django_db(transaction=True)
def test_concurrent_handover_and_deletion_exclude_each_other(store, ann):
    for _round in range(6):
        person = UserFactory()
        [ticket] = sell_tickets(standing_date(store), ann)
        handover = Handover.objects.get(pk=offer(ticket, person.email, by=ann, now=NOW()).pk)

        results = together(
            lambda handover=handover, person=person: accept(handover, by=person, now=NOW()),
            lambda person=person: delete_account(User.objects.get(pk=person.pk)),
        )

        [lost] = losers(results)
        assert isinstance(lost, MoveRefused | DeletionRefused)
        person.refresh_from_db()
        assert Ticket.objects.held_by(person).exists() == person.is_active


def test_a_deleted_account_gets_no_ticket(seated, ann, dan):
    [ticket] = sell_tickets(seated, ann)
    handover = offer(ticket, dan.email, by=ann, now=NOW())
    delete_account(User.objects.get(pk=dan.pk))

    with pytest.raises(MoveRefused, match="deleted"):
        accept(handover, by=dan, now=NOW())


def test_a_deleted_account_orders_nothing_that_it_held(seated, ann):
    order = ordering(hold_seats(seated, ann), ann)
    delete_account(User.objects.get(pk=ann.pk))

    with pytest.raises(OrderRefused, match="deleted"):
        order()
