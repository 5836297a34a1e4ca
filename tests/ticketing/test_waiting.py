"""What is freed goes to who waits: in turn, in the freeing transaction, for half an hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.events import AccountDeleted
from core.lifecycle import move
from notifications.models import Mail, Notice
from orders.carts import CartOwner
from orders.models import Order
from orders.services import expire_unpaid_orders
from tests.ticketing.buying import hold_seats, lapse, order_of, pay, states_of
from tests.ticketing.factories import sell_tickets, standing_date
from tests.ticketing.wishing import fill, held_of, offer_lapses, waits
from ticketing.dates.places import block
from ticketing.events import PlacesFreed
from ticketing.holds.services import release, until_of
from ticketing.models import Hold, Ticket, Wish, WishOutcome
from ticketing.statuses import VoidReason
from ticketing.tickets.services import void
from ticketing.waiting.ends import end_vain_wishes
from ticketing.waiting.offers import (
    OFFER_GRACE,
    OFFER_TIME,
    bind_offer,
    offer_freed,
    pass_on_offers,
)
from ticketing.waiting.wishes import (
    WaitingRefused,
    end_wishes,
    join_by_mail,
    leave,
)

NOW = timezone.now


@pytest.fixture
def date(store):
    return standing_date(store, capacity=4, max_per_order=4)


def free(hold, pieces):
    return release(hold, list(hold.places.order_by("pk").values_list("pk", flat=True)[:pieces]))


def test_freed_places_are_offered_in_turn_for_half_an_hour(date, ann, dan, cy):
    hold = fill(date, cy)
    second = waits(date, dan, later=1)
    first = waits(date, ann)

    free(hold, 1)

    assert (held_of(first), held_of(second)) == (1, 0)
    assert (first.offer.kind, first.offer.user) == ("offer", ann)
    assert until_of(first.offer) - first.offered_until == OFFER_GRACE
    assert abs(first.offered_until - NOW() - OFFER_TIME) < timedelta(seconds=20)
    assert states_of(date) == ["held"] * 4


def test_who_waits_for_two_is_passed_over_until_two_are_free(date, ann, dan, cy):
    hold = fill(date, cy)
    pair, single = waits(date, ann, 2), waits(date, dan, later=1)
    free(hold, 1)
    assert (held_of(pair), held_of(single)) == (0, 1)

    free(hold, 1)
    assert states_of(date).count("free") == 1  # too few: on sale
    free(hold, 1)

    assert held_of(pair) == 2
    assert states_of(date) == ["held"] * 4


def test_a_given_back_a_refunded_and_a_cancelled_ticket_are_offered(store, ann, bea, dan, cy):
    date = standing_date(store, capacity=2)
    [given_back] = sell_tickets(date, cy, 1)
    order = order_of(hold_seats(date, bea, 1, first=1), bea)
    first, second = waits(date, ann), waits(date, dan, later=1)

    void([given_back], VoidReason.GIVEN_BACK, now=NOW())
    assert held_of(first) == 1  # at once
    move(Order.objects.get(pk=order.pk), "cancel", by=bea)

    assert (held_of(first), held_of(second)) == (1, 1)


def test_blocked_places_and_dates_off_sale_are_not_offered(date, ann, cy):
    hold = fill(date, cy)
    wish = waits(date, ann)
    date.places.update(is_blocked=True)
    free(hold, 1)
    assert held_of(wish) == 0

    date.places.update(is_blocked=False)
    type(date).objects.filter(pk=date.pk).update(cancelled_at=NOW())
    free(hold, 1)

    assert held_of(wish) == 0
    assert pass_on_offers() == 0


def test_freeing_places_of_a_cancelled_date_locks_no_list(date, ann, cy):
    waits(date, ann)
    type(date).objects.filter(pk=date.pk).update(cancelled_at=NOW())
    with CaptureQueriesContext(connection) as queries:
        free(fill(date, cy), 1)
    assert "advisory" not in str(queries.captured_queries)


def test_who_waits_for_a_date_that_is_cancelled_reads_so_once(date, ann, dan, cy):
    hold = fill(date, cy)
    offered, waiting = waits(date, ann), waits(date, dan, later=1)
    join_by_mail(date, "asked@example.com", 1, [], NOW())
    free(hold, 1)
    type(date).objects.filter(pk=date.pk).update(cancelled_at=NOW())

    assert [end_vain_wishes() for _time in range(2)] == [3, 0]

    told = Mail.objects.filter(kind="waited-in-vain").values_list("recipient", flat=True)
    assert set(told) == {ann.email, dan.email}
    assert held_of(offered) == 0
    waiting.refresh_from_db()
    assert waiting.outcome == WishOutcome.CANCELLED


def test_an_unconfirmed_wish_gets_nothing(date, cy):
    hold = fill(date, cy)
    join_by_mail(date, "Waits@example.com", 1, [], NOW())

    free(hold, 1)

    assert held_of(Wish.objects.get(email="waits@example.com")) == 0


def test_an_offer_is_mailed_with_a_link_and_in_the_inbox(date, ann, cy):
    hold = fill(date, cy)
    user, guest = waits(date, ann), waits(date, "waits@example.com", later=1)

    free(hold, 2)

    mails = Mail.objects.filter(kind="places-offered")
    assert {mail.recipient for mail in mails} == {ann.email, "waits@example.com"}
    assert all("/waiting-list/offer/" in mail.link for mail in mails)
    assert Notice.objects.get(user=ann).kind == "places-offered"
    assert held_of(user) == held_of(guest) == 1


def test_paying_what_was_offered_ends_the_wish(date, ann, cy):
    hold = fill(date, cy)
    wish = waits(date, ann)
    free(hold, 1)
    wish.refresh_from_db()

    order = order_of(wish.offer, ann)
    wish.refresh_from_db()
    assert wish.ended_at is None
    pay(order)

    wish.refresh_from_db()
    assert wish.outcome == WishOutcome.PAID
    assert Ticket.objects.get().order == order


def test_an_offer_that_lapses_goes_to_the_next_then_on_sale(date, ann, dan, cy):
    hold = fill(date, cy)
    first, second = waits(date, ann), waits(date, dan, later=1)
    free(hold, 1)
    offer_lapses(first)

    pass_on_offers()

    first.refresh_from_db()
    assert first.outcome == WishOutcome.LAPSED
    assert held_of(second) == 1
    offer_lapses(second)
    pass_on_offers()
    assert states_of(date).count("free") == 1


def test_others_do_not_get_a_place_between_the_offers_end_and_the_sweep(date, ann, cy):
    hold = fill(date, cy)
    wish = waits(date, ann)
    free(hold, 1)

    offer_lapses(wish)

    assert not date.places.free_at(NOW()).exists()
    with pytest.raises(WaitingRefused, match="This offer is over"):
        bind_offer(wish, CartOwner(user=ann))


def test_a_declined_offer_and_one_whose_order_expired_go_to_the_next(date, ann, dan, bea, cy):
    hold = fill(date, cy)
    first, second, third = (
        waits(date, who, later=each) for each, who in enumerate((ann, dan, bea))
    )
    free(hold, 1)
    leave(first.pk, WishOutcome.DECLINED)
    assert held_of(second) == 1
    order = order_of(second.offer, dan)
    lapse(second.offer)
    Order.objects.filter(pk=order.pk).update(pay_by=NOW() - timedelta(minutes=1))

    expire_unpaid_orders()
    pass_on_offers()

    second.refresh_from_db()
    assert second.outcome == WishOutcome.LAPSED
    assert held_of(third) == 1


def test_a_lapsed_hold_and_unblocked_places_are_offered_by_the_sweep(date, ann, dan, cy):
    hold = fill(date, cy, but=1)
    first, second = waits(date, ann), waits(date, dan, later=1)
    last = date.places.get(state="free")
    block(date, [last.pk])
    block(date, [last.pk], is_blocked=False)
    pass_on_offers()
    assert held_of(first) == 1

    lapse(hold)
    pass_on_offers()

    assert held_of(second) == 1


def test_who_was_offered_once_is_not_offered_again(date, ann, cy):
    hold = fill(date, cy)
    wish = waits(date, ann)
    free(hold, 1)
    assert held_of(wish) == 1
    offered = wish.offer_id

    free(hold, 2)
    pass_on_offers()

    wish.refresh_from_db()
    assert wish.offer_id == offered
    assert Hold.objects.filter(kind="offer").count() == 1


def test_a_deleted_account_passes_its_offer_on(date, ann, dan, cy):
    hold = fill(date, cy)
    waits(date, ann)
    second = waits(date, dan, later=1)
    free(hold, 1)

    end_wishes(AccountDeleted(ann, NOW()))

    assert list(Wish.objects.all()) == [second]
    assert held_of(second) == 1


def test_a_date_without_a_waiting_list_pays_one_query_for_it(date, cy, django_assert_num_queries):
    freed = PlacesFreed(date, [date.places.first().pk])

    with django_assert_num_queries(1):
        offer_freed(freed)
