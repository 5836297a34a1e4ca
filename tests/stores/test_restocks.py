"""“Tell me when it is back”: who is told of a restock, in which order, and how often."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from notifications.models import Mail
from notifications.outbox import send_due_mails
from stores.models import Product, Restock, RestockRequest, StockCause
from stores.restock_notices import _notify_batch, notify_restock, notify_restocks
from stores.restocks import (
    RestockRefused,
    ask_as_user,
    ask_by_mail,
    confirm,
    delete_request,
    purge_old_requests,
)
from stores.services import add_stock, mark_sold_out, reserve_stock, return_stock, set_stock
from stores.stock import StockReason
from tests.racing import losers, together


@pytest.fixture
def gone(noodles):
    """Sold out."""
    set_stock(noodles, seen=5, stock=0)
    return noodles


def wait(product, count, start=0):
    """So many mailboxes asked for it one after the other, and confirmed, the last one first."""
    emails = [f"p{number}@example.com" for number in range(start, start + count)]
    for second, email in enumerate(emails):
        ask_by_mail(product, email, "/stores/x/", timezone.now() + timedelta(seconds=second))
    for email in reversed(emails):
        confirm(RestockRequest.objects.get(email=email, told_at=None))


def told():
    """Who was told, in that order."""
    mails = Mail.objects.filter(kind="restocked").order_by("pk")
    return [each.recipient.partition("@")[0] for each in mails]


def test_no_more_are_told_than_it_serves_twice_over_in_order_of_asking(gone):
    wait(gone, 6)

    add_stock(gone, 2)
    notify_restocks()
    notify_restocks()

    assert told() == ["p0", "p1", "p2", "p3"]


def test_pieces_that_are_sold_meanwhile_serve_nobody(gone):
    wait(gone, 6)

    add_stock(gone, 3)
    reserve_stock({gone.pk: 2})
    notify_restocks()

    assert told() == ["p0", "p1"]


def test_the_rest_waits_for_the_next_pieces(gone):
    wait(gone, 4)
    add_stock(gone, 1)
    notify_restocks()

    add_stock(gone, 1)
    notify_restocks()

    assert told() == ["p0", "p1", "p2", "p3"]


def test_an_order_that_expires_tells_nobody_more_while_there_are_pieces(gone):
    wait(gone, 6)
    add_stock(gone, 2)
    notify_restocks()

    reserve_stock({gone.pk: 1})
    return_stock({gone.pk: 1}, StockReason(StockCause.EXPIRED))
    notify_restocks()

    assert len(told()) == 4


def test_the_last_piece_that_comes_back_is_a_restock(gone):
    wait(gone, 3)

    return_stock({gone.pk: 1})
    notify_restocks()

    assert told() == ["p0", "p1"]


def test_what_is_sold_out_again_is_not_told(gone):
    wait(gone, 1)
    add_stock(gone, 1)
    reserve_stock({gone.pk: 1})
    notify_restocks()
    assert told() == []

    add_stock(gone, 1)
    notify_restocks()
    assert told() == ["p0"]


def test_a_product_without_a_count_is_back_for_all(noodles):
    set_stock(noodles, seen=5, stock=None)
    mark_sold_out([noodles.pk])
    wait(noodles, 5)

    Product.objects.filter(pk=noodles.pk).update(is_available=True)
    notify_restocks()

    assert len(told()) == 5


def test_a_restock_is_stored_only_if_somebody_waits(gone):
    add_stock(gone, 3)

    assert not Restock.objects.exists()


def test_one_mail_a_person_and_restock_and_one_who_asks_again_is_told_again(gone, ann):
    ask_as_user(gone, ann)
    ask_as_user(gone, ann)
    add_stock(gone, 5)
    notify_restocks()
    assert told() == ["ann"]

    reserve_stock({gone.pk: 5})
    add_stock(gone, 5)
    notify_restocks()
    assert told() == ["ann"]

    reserve_stock({gone.pk: 5})
    ask_as_user(gone, ann)
    add_stock(gone, 5)
    notify_restocks()
    assert told() == ["ann", "ann"]


def test_who_did_not_confirm_is_not_told(gone):
    ask_by_mail(gone, "p@example.com")

    add_stock(gone, 5)
    notify_restocks()

    assert told() == []


def test_what_can_be_ordered_cannot_be_waited_for(noodles, ann):
    with pytest.raises(RestockRefused, match="there again"):
        ask_as_user(noodles, ann)
    with pytest.raises(RestockRefused, match="there again"):
        ask_by_mail(noodles, "p@example.com")

    assert not RestockRequest.objects.exists()


def test_each_mail_can_be_ended_by_one_click(gone, settings):
    """RFC 8058, with the asker's language."""
    wait(gone, 1)
    add_stock(gone, 1)
    notify_restocks()
    send_due_mails()

    assert len(outbox.outbox) == 2
    for message in outbox.outbox:
        [link] = [message.extra_headers["List-Unsubscribe"].strip("<>")]
        assert link.startswith(settings.SITE_URL)
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in message.body
    assert not any("광고" in message.subject for message in outbox.outbox)


def test_addresses_are_deleted_when_their_time_is_over(gone):
    now = timezone.now()
    wait(gone, 2)
    add_stock(gone, 1)
    notify_restock(Restock.objects.get().pk, now)
    reserve_stock({gone.pk: 1})
    ask_by_mail(gone, "late@example.com")
    wait(gone, 1, start=7)
    send_due_mails()

    assert purge_old_requests(now + timedelta(days=2)) == 0
    assert purge_old_requests(now + timedelta(days=4)) == 1  # never confirmed
    assert purge_old_requests(now + timedelta(days=31)) == 2  # told
    assert not Mail.objects.exclude(recipient="p7@example.com").exists()
    assert purge_old_requests(now + timedelta(days=366)) == 1  # waited for a year
    assert not Mail.objects.exists()


def test_an_account_takes_its_requests_along(gone, ann):
    ask_as_user(gone, ann)
    ask_by_mail(gone, ann.email)
    ask_by_mail(gone, "other@example.com")

    delete_account(User.objects.get(pk=ann.pk))

    with pytest.raises(RestockRefused, match="account was deleted"):  # by a page that was open
        ask_as_user(gone, ann)
    assert RestockRequest.objects.get().email == "other@example.com"


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_workers_tell_each_once(gone):
    wait(gone, 12)
    add_stock(gone, 20)

    assert losers(together(notify_restocks, notify_restocks, notify_restocks)) == []
    notify_restocks()

    assert sorted(told()) == sorted(f"p{number}" for number in range(12))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_request_beside_a_restock_is_told_or_refused(gone):
    """Never confirmed just after everybody was told, and then left waiting for pieces that are there."""
    wait(gone, 1)
    ask_by_mail(gone, "late@example.com")
    late = RestockRequest.objects.get(email="late@example.com")

    def restock():
        add_stock(Product(pk=gone.pk), 5)
        notify_restocks()

    refused = losers(together(lambda: confirm(late), restock))
    notify_restocks()

    assert [type(each) for each in refused] in ([], [RestockRefused])
    assert told() == (["p0"] if refused else ["p0", "late"])


def test_a_killed_worker_leaves_whole_batches(gone, monkeypatch):
    monkeypatch.setattr("stores.restock_notices.BATCH", 2)
    wait(gone, 5)
    add_stock(gone, 5)

    _notify_batch(Restock.objects.get().pk, timezone.now())  # and the worker is killed
    assert told() == ["p0", "p1"]
    notify_restocks()

    assert told() == ["p0", "p1", "p2", "p3", "p4"]


def test_a_deleted_request_is_not_told(gone):
    wait(gone, 1)
    delete_request(RestockRequest.objects.get().pk)

    add_stock(gone, 1)
    notify_restocks()

    assert told() == []
