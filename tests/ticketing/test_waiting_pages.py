"""The pages of the waiting list: joining, confirming, leaving, and taking what is offered."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from accounts.opt_in import link_key
from notifications.models import Mail
from notifications.outbox import send_due_mails
from tests.stores.conftest import verified
from tests.ticketing.factories import standing_date
from tests.ticketing.wishing import fill, held_of, offer_lapses, waits
from ticketing.baskets import HeldPlaces
from ticketing.holds.services import release
from ticketing.models import Wish, WishOutcome
from ticketing.waiting.wishes import LEAVE_SALT, OFFER_SALT


@pytest.fixture
def date(store):
    return standing_date(store, capacity=2)


@pytest.fixture
def hold(date, cy):
    return fill(date, cy)


def page_of(date):
    return reverse("ticketing:waiting", args=[date.event.number, date.number])


def offer_page(wish):
    return reverse("ticketing:waiting-offer", args=[link_key(wish.pk, OFFER_SALT)])


def test_a_user_with_a_verified_mailbox_joins_and_leaves_by_a_press(client, ann, date, hold):
    client.force_login(verified(ann))

    client.post(page_of(date), {"quantity": "2"})

    wish = Wish.objects.get()
    assert (wish.user, wish.quantity, wish.confirmed_at is None) == (ann, 2, False)
    assert "You are on the waiting list" in client.get(page_of(date)).content.decode()
    client.post(page_of(date), {"leave": "yes"})
    wish.refresh_from_db()
    assert wish.outcome == WishOutcome.LEFT


def test_a_guest_joins_by_mail_and_confirms(client, date, hold):
    client.post(page_of(date), {"quantity": "1", "email": "Waits@Example.com"})
    wish = Wish.objects.get()
    assert (wish.email, wish.confirmed_at) == ("waits@example.com", None)
    link = Mail.objects.get(kind="wish-confirm").link

    client.get(link)
    wish.refresh_from_db()
    assert wish.confirmed_at is None  # scanners follow links
    client.post(link)

    wish.refresh_from_db()
    assert wish.confirmed_at is not None


def test_the_answer_does_not_depend_on_whether_an_address_waits(client, date, hold):
    sent = {"quantity": "1", "email": "waits@example.com"}
    first = client.post(page_of(date), sent)
    Wish.objects.update(confirmed_at=Wish.objects.get().created_at)

    second = client.post(page_of(date), sent)

    assert first.status_code == second.status_code == 200
    assert "Please confirm it by mail" in second.content.decode()
    assert Mail.objects.count() == 1


def test_bad_numbers_and_addresses_are_refused_with_a_sentence(client, date, hold):
    for sent in ({"quantity": "0"}, {"quantity": "99"}, {"quantity": "1", "email": "x"}, {}):
        assert client.post(page_of(date), sent).status_code == 422
    assert not Wish.objects.exists()


def test_while_places_are_left_nobody_waits(client, date):
    response = client.post(page_of(date), {"quantity": "1", "email": "waits@example.com"})

    assert response["Location"] == f"/events/{date.event.number}/{date.number}/"
    assert not Wish.objects.exists()
    assert "There are places left" in client.get(page_of(date)).content.decode()


def test_each_mail_can_be_ended_by_one_post_without_cookies(date, hold):
    guest = waits(date, "waits@example.com")
    release(hold, [hold.places.first().pk])
    send_due_mails()
    [mail] = outbox.outbox
    link = mail.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]

    assert Client(enforce_csrf_checks=True).post(f"/{link}").status_code == 200

    guest.refresh_from_db()
    assert guest.outcome == WishOutcome.LEFT
    assert date.places.filter(state="free").count() == 1
    assert (
        Client()
        .get(reverse("ticketing:waiting-leave", args=[link_key(guest.pk, LEAVE_SALT)]))
        .status_code
        == 200
    )


def test_a_guests_link_binds_the_offer_to_the_browser_and_leads_to_the_checkout(date, hold):
    guest = waits(date, "waits@example.com")
    release(hold)
    held_of(guest)
    client, stranger = Client(), Client()
    checkout = reverse("checkout:basket", args=["tickets", guest.offer.token])

    shown = client.get(offer_page(guest)).content.decode()
    assert "It is your turn" in shown
    assert "50,000" in shown
    assert client.get(checkout).status_code == 404  # not without the press
    assert client.post(offer_page(guest))["Location"] == checkout

    guest.offer.refresh_from_db()
    assert guest.offer.visitor_key is not None
    assert stranger.get(checkout).status_code == 404


def test_the_checkout_of_an_offer_ends_with_the_offer(client, ann, date, hold):
    wish = waits(date, ann)
    release(hold)
    held_of(wish)
    basket = HeldPlaces(wish.offer)

    assert basket.load()
    assert basket.until == wish.offered_until
    offer_lapses(wish)
    assert not basket.load()  # its places are held still, for who is next


def test_an_offer_to_an_account_is_for_that_account(client, ann, dan, date, hold):
    wish = waits(date, ann)
    release(hold)

    assert "/accounts/" in client.get(offer_page(wish))["Location"]
    client.force_login(dan)
    assert client.post(offer_page(wish)).status_code == 404
    client.force_login(ann)
    offer_url = client.get(page_of(date)).context["offer_url"]
    # Behind the first colon is the time of signing.
    assert offer_url.split(":")[0] == offer_page(wish).split(":")[0]
    assert "/checkout/tickets/" in client.post(offer_url)["Location"]


def test_a_declined_offer_is_over(client, date, hold):
    guest = waits(date, "waits@example.com")
    release(hold)

    client.post(offer_page(guest), {"decline": "yes"})

    guest.refresh_from_db()
    assert guest.outcome == WishOutcome.DECLINED
    shown = client.post(offer_page(guest)).content.decode()
    assert "This offer is over" in shown


def test_forged_links_lead_nowhere(client, date, hold):
    for name in ("waiting-confirm", "waiting-leave", "waiting-offer"):
        assert client.get(reverse(f"ticketing:{name}", args=["forged"])).status_code == 404
        assert client.post(reverse(f"ticketing:{name}", args=["forged"])).status_code == 404


def test_the_page_of_a_sold_out_date_leads_to_the_waiting_list(client, date):
    page = f"/events/{date.event.number}/{date.number}/"
    assert page_of(date) not in client.get(page).content.decode()

    fill(date, None)

    assert page_of(date) in client.get(page).content.decode()


def test_the_organiser_reads_in_korean_since_when_somebody_waits(client, bea, ann, date, hold):
    waits(date, ann)
    client.force_login(bea)
    client.cookies["django_language"] = "ko"

    page = client.get(reverse("ticketing:event-waiting", args=[date.event.number]))

    assert re.search(r"\d\d:\d\d부터<", page.content.decode())
