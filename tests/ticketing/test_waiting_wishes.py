"""Wishes for places of a date: who may join its waiting list, and how long a wish lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from notifications.models import Mail
from notifications.outbox import send_due_mails
from tests.ticketing.factories import standing_date
from tests.ticketing.wishing import fill, waits
from ticketing.models import Wish
from ticketing.waiting.wishes import WaitingRefused, join_as_user, join_by_mail, purge_old_wishes

NOW = timezone.now


@pytest.fixture
def date(store):
    return standing_date(store, capacity=4, max_per_order=4)


def test_waiting_is_refused_while_places_are_left_or_for_too_many(date, ann, cy):
    with pytest.raises(WaitingRefused, match="There are places left"):
        join_as_user(date, ann, 1, [], NOW())
    fill(date, cy)

    for quantity in (0, 5):
        with pytest.raises(WaitingRefused, match="at most 4 tickets"):
            join_as_user(date, ann, quantity, [], NOW())


def test_a_deleted_account_does_not_wait(date, ann, cy):
    fill(date, cy)
    delete_account(User.objects.get(pk=ann.pk))

    with pytest.raises(WaitingRefused, match="account was deleted"):
        join_as_user(date, ann, 1, [], NOW())


def test_joining_twice_changes_the_wish_and_keeps_its_turn(date, ann, cy):
    fill(date, cy)
    join_as_user(date, ann, 1, [], NOW())
    first = Wish.objects.get()

    join_as_user(date, ann, 2, list(date.event.categories.all()), NOW())

    wish = Wish.objects.get()
    assert (wish.pk, wish.created_at, wish.quantity) == (first.pk, first.created_at, 2)
    assert list(wish.categories.all()) == list(date.event.categories.all())


def test_old_wishes_are_deleted_with_their_mails(date, ann, cy):
    fill(date, cy)
    join_by_mail(date, "waits@example.com", 1, [], NOW())
    waits(date, ann)
    send_due_mails()

    assert purge_old_wishes(NOW() + timedelta(days=4)) == 1

    assert Wish.objects.get().user == ann
    assert not Mail.objects.exists()
