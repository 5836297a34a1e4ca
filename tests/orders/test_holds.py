"""A store's page of unpaid orders that hold its stock, and their release."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import MoveRefused, UnknownMove, move, open_moves
from notifications.models import Mail
from orders.baskets import OrderRefused
from orders.holds import hold_until, refuse_beyond_unpaid
from orders.models import Order
from orders.statuses import Status
from payments.bank_transfers import note_transfer
from payments.models import Payment, Refund
from payments.services import confirm_payment, start_payment
from tests.factories import OrderFactory, StoreFactory, UserFactory, place

HOLDS = "/shop/holds/"
BOARD = "/shop/"


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def order(noodles, settings):
    """A guest's order of two bowls, to be paid by a bank transfer within a day."""
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123"
    order = place(None, noodles, quantity=2)
    start_payment(order, "transfer")
    confirm_payment(Payment.objects.get(), {})
    order.refresh_from_db()
    return order


def release_of(order):
    return reverse("orders:move", args=[order.number, "release"])


def text_of(response):
    return response.content.decode()


def test_the_list_shows_buyer_lines_and_expiry(keeper, order, noodles):
    page = text_of(keeper.get(HOLDS))

    until = timezone.localtime(order.pay_by)
    for text in (
        order.number,
        "Ann",
        order.phone,
        "2 × 물냉면",
        "₩21,000",
        f"{until:%-d %b %Y, %H:%M}",
    ):
        assert text in page
    assert release_of(order) in page


def test_an_order_with_the_usual_time_to_pay_is_no_hold(keeper, ann, noodles):
    order = place(ann, noodles)

    assert order.number not in text_of(keeper.get(HOLDS))
    with pytest.raises(UnknownMove):
        move(order, "release", by=order.store.owner)


def test_the_board_links_to_the_holds(keeper, order):
    assert "1 unpaid order holds stock." in text_of(keeper.get(BOARD))


def test_an_open_board_is_refreshed_by_a_hold(keeper, ann, noodles):
    order = place(ann, noodles)
    seen = keeper.get(BOARD).context["seen"]

    hold_until(order, timezone.now() + timedelta(hours=24))

    assert "unpaid order holds" in text_of(
        keeper.get(BOARD, {"seen": seen}, headers={"HX-Request": "true"})
    )


def test_a_release_is_confirmed_and_frees_the_stock(keeper, order, noodles):
    asked = text_of(keeper.get(release_of(order)))
    answer = keeper.post(release_of(order), {"note": "Sold over the counter"}, follow=True)

    order.refresh_from_db()
    noodles.refresh_from_db()
    assert "Money that still comes goes back by itself." in asked
    assert (order.status, noodles.stock) == (Status.CANCELLED, 5)
    assert "Released by the store" in text_of(answer)
    assert order.number not in text_of(keeper.get(HOLDS))


def test_the_customer_is_notified_of_a_release(order, bea):
    move(order, "release", by=bea, note="Sold over the counter")

    mail = Mail.objects.get(kind="released")
    assert (mail.recipient, mail.note) == (order.email, "Sold over the counter")


def test_a_payment_of_a_released_order_is_refunded(order, bea):
    move(order, "release", by=bea)

    note_transfer(Payment.objects.get())

    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount) == (Status.CANCELLED, 21000)


def test_only_the_store_can_release(client, ann, dan, order):
    other = StoreFactory(owner=UserFactory(role="owner")).owner
    for user, status in ((dan, 404), (other, 404), (ann, 404)):
        client.force_login(user)
        assert client.get(release_of(order)).status_code == status
        assert client.post(release_of(order)).status_code == status
    assert Order.objects.holding().count() == 1


def test_the_list_shows_only_the_owners_holds(client, order):
    client.force_login(StoreFactory(owner=UserFactory(role="owner")).owner)

    assert order.number not in text_of(client.get(HOLDS))


def test_a_paid_order_is_not_released(order, bea):
    note_transfer(Payment.objects.get())
    order.refresh_from_db()

    assert "release" not in [step.verb for step in open_moves(order, bea)]
    with pytest.raises(MoveRefused):
        move(order, "release", by=bea)


@pytest.mark.parametrize("rows", [1, 15])
def test_the_list_has_a_constant_number_of_queries(
    keeper, store, noodles, rows, settings, django_assert_max_num_queries
):
    settings.HOLDS_PER_BUYER, noodles.stock = 99, 99
    noodles.save(update_fields=["stock"])
    for _each in range(rows):
        hold_until(place(None, noodles), timezone.now() + timedelta(hours=24))

    with django_assert_max_num_queries(7):
        assert len(keeper.get(HOLDS).context["orders"]) == rows


def test_what_an_account_holds_for_longer_is_limited_otherwise(dan, store, settings):
    settings.UNPAID_PER_BUYER, now = 1, timezone.now()
    orders = [OrderFactory(customer=dan, store=store, status=Status.PENDING) for _each in range(2)]
    with pytest.raises(OrderRefused, match="An order of yours waits for payment already"):
        refuse_beyond_unpaid(orders[1], now)

    hold_until(orders[0], now + timedelta(hours=24))

    refuse_beyond_unpaid(orders[1], now)
