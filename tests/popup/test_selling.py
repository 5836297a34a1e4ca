"""A fifth kind of commerce, sold through the seams alone: no line of another app knows of raffles."""

import re
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import move
from notifications.models import Notice
from orders.carts import CartOwner
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import refund_part
from tests.job_runner import run_jobs
from tests.popup.checkout import FriendForm
from tests.popup.models import Ticket
from tests.popup.services import draw, hold

ANSWERS = {"name": "Ann", "phone": "010-1234-5678", "payment": "sandbox"}


@pytest.fixture
def shopper(client, ann, raffle):
    client.force_login(ann)
    return client


@pytest.fixture
def checkout(shopper):
    """The checkout page of two held tickets: its URL, and its form's data."""
    response = shopper.post("/raffle/tombola/", {"pieces": 2})
    return response.url, filled(shopper.get(response.url))


@pytest.fixture
def order(shopper, checkout):
    """Two tickets, a friend's: 18,000 won, unpaid."""
    url, data = checkout
    data |= {"popup-code": "FRIEND", "popup-word": "clover"}
    data = filled(shopper.post(url, {**data, "switch_to": "raffle"})) | data_of_part(data)
    shopper.post(url, data)
    return Order.objects.get()


def filled(response):
    html = response.content.decode()
    return {**dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)), **ANSWERS}


def data_of_part(data):
    return {name: value for name, value in data.items() if name.startswith("popup-")}


def pay(order, reference="r1"):
    payment = order.payments.get()
    outcome = PaymentOutcome("captured", reference, order.total, order.currency)
    record_outcome(payment, outcome)
    order.refresh_from_db()


def numbers_of(order):
    return list(order.raffle_tickets.values_list("number", flat=True))


def test_the_page_of_a_raffle_asks_for_no_address_and_shows_the_part(shopper, checkout):
    page = shopper.get(checkout[0]).content.decode()

    assert "₩20,000" in page
    assert 'name="popup-code"' in page
    assert 'name="address"' not in page
    assert 'name="cutlery"' not in page


def test_every_page_links_to_the_raffle(shopper):
    assert 'href="/raffle/tombola/"' in shopper.get("/orders/").content.decode()


def test_a_part_lowers_the_price_before_the_order_is_placed(shopper, checkout):
    url, data = checkout

    page = shopper.post(url, {**data, "popup-code": "FRIEND", "switch_to": "raffle"})

    assert "For friends" in page.content.decode()
    assert "₩18,000" in page.content.decode()
    assert not Order.objects.exists()


def test_an_unknown_code_is_an_error_of_the_part(shopper, checkout):
    url, data = checkout

    response = shopper.post(url, {**data, "popup-code": "ENEMY"})

    assert response.status_code == 422
    assert "ENEMY is not one of the available choices" in response.content.decode()


def test_a_part_shows_what_is_missing_once_the_order_is_placed(shopper, checkout, monkeypatch):
    url, data = checkout
    monkeypatch.setattr(FriendForm.base_fields["word"], "required", True)

    switched = shopper.post(url, {**data, "switch_to": "raffle"})
    placed = shopper.post(url, data)

    assert "This field is required." not in switched.text
    assert "This field is required." in placed.text
    assert (placed.status_code, Order.objects.count()) == (422, 0)


def test_placing_stores_the_discount_the_numbers_and_the_word(order):
    [line] = order.lines.all()
    [discount] = order.adjustments.all()

    assert (line.name, line.product, line.quantity, line.total) == ("Tombola", None, 2, 20000)
    assert (discount.kind, discount.source, discount.amount) == (
        "popup_friend",
        "popup:FRIEND",
        -2000,
    )
    assert (order.total, line.discount) == (18000, 2000)
    assert (numbers_of(order), order.raffle_sale.word) == ([1, 2], "clover")


def test_a_part_that_refuses_undoes_the_order(shopper, checkout):
    url, data = checkout

    response = shopper.post(url, {**data, "popup-word": "jinx"})

    assert response.status_code == 409
    assert "That word brings no luck." in response.content.decode()
    assert not Order.objects.exists()
    assert Ticket.objects.exclude(held_by=None).filter(order=None).count() == 2


def test_one_page_places_one_order(shopper, checkout):
    url, data = checkout

    first, second = shopper.post(url, data), shopper.post(url, data)

    assert first.url == second.url
    assert Order.objects.count() == 1
    assert shopper.get(url).status_code == 302


@pytest.mark.parametrize("key", [uuid.uuid4(), "1", "x" * 300])
def test_a_hold_of_another_is_not_found(client, raffle, dan, key):
    hold(raffle, CartOwner(user=dan), 1)

    assert client.get(f"/checkout/raffle/{key}/").status_code == 404


def test_an_unknown_kind_of_basket_is_not_found(client, db):
    assert client.get(f"/checkout/lottery/{uuid.uuid4()}/").status_code == 404


def test_the_store_makes_it_without_minutes_and_reads_its_words(shopper, bea, order):
    pay(order)
    page = shopper.get(order.get_absolute_url()).content.decode()
    assert "Your numbers" in page
    assert "1, 2" in page

    for verb in ("accept", "prepare", "complete"):
        move(order, verb, by=bea)

    labels = [str(order.get_status_display())]
    order.refresh_from_db()
    assert order.status == Status.COMPLETED
    order.status = Status.ACCEPTED
    assert [*labels, order.get_status_display()] == ["Completed", "In the drum"]


def test_a_part_of_it_is_refunded_at_what_was_paid(bea, order):
    pay(order)
    line = order.lines.get()

    refund_part(order, Decimal(0), reason="One is torn", by=bea, pieces=[(line, 1)])

    line.refresh_from_db()
    assert line.refunded == 1
    assert Refund.objects.get().amount == 9000


def test_a_cancelled_order_frees_its_tickets_and_is_refunded(ann, order):
    pay(order)

    move(order, "cancel", by=ann)

    assert numbers_of(order) == []
    assert Ticket.objects.free().count() == 3
    assert Refund.objects.get().amount == 18000


def test_its_players_are_notified_when_it_is_drawn(shopper, dan, raffle, order):
    pay(order)

    for _twice in range(2):
        draw(raffle, timezone.now())
    run_jobs()

    [notice] = Notice.objects.filter(kind="popup-drawn")
    assert (notice.user, notice.title) == (order.customer, "Drawn: Tombola")
    assert 'href="/raffle/tombola/"' in shopper.get("/inbox/").content.decode()


def test_late_money_revives_an_expired_order_with_its_numbers(order):
    expire_unpaid_orders(order.pay_by)
    assert Ticket.objects.free().count() == 3

    pay(order)

    assert (order.status, numbers_of(order)) == (Status.PAID, [1, 2])


def test_late_money_for_numbers_sold_meanwhile_goes_back(order, dan, raffle):
    expire_unpaid_orders(order.pay_by)
    hold(raffle, CartOwner(user=dan), 2)

    pay(order)

    assert order.status == Status.EXPIRED
    assert Refund.objects.get().amount == 18000
    assert numbers_of(order) == []
