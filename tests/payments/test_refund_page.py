"""Bea refunds a part of the order, from its page."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Role
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import refund_part, send_due_refunds
from payments.services import start_payment
from tests.factories import OrderFactory, UserFactory, add_line, place
from tests.racing import together


@pytest.fixture
def bought(ann, noodles):
    """`bought()`: two bowls of 9,000 and the delivery, 21,000 in all, paid."""

    def buys():
        order = place(ann, noodles, quantity=2)
        start_payment(order, "sandbox")
        payment = order.payments.get()
        record_outcome(
            payment, PaymentOutcome("captured", payment.key, order.total, order.currency)
        )
        return order

    return buys


@pytest.fixture
def order(bought):
    return bought()


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


def url_of(order):
    return reverse("payments:refund", args=[order.number])


def page_of(order):
    return reverse("orders:sold-order", args=[order.number])


def text_of(response):
    return response.content.decode()


def fields(keeper, order, **filled):
    """What a browser sends from the page in its present state."""
    token = re.search(r'name="token" value="([^"]+)"', text_of(keeper.get(url_of(order))))[1]
    return {"token": token, "reason": "One bowl was cold", **filled}


def send(keeper, order, **filled):
    return keeper.post(url_of(order), fields(keeper, order, **filled))


def owed():
    return list(Refund.objects.order_by("pk").values_list("amount", flat=True))


@pytest.mark.parametrize(
    ("pieces", "amount", "total"),
    [(1, "", 9000), (2, "", 18000), ("", "500", 500), (1, "500", 9500), (0, "21,000원", 21000)],
)
def test_pieces_an_amount_or_both_go_back(keeper, order, pieces, amount, total):
    line = f"line_{order.lines.get().pk}"

    response = send(keeper, order, amount=amount, **{line: pieces})

    assert response.url == page_of(order)
    assert owed() == [total]
    assert f"₩{total:,} goes back to the customer." in text_of(keeper.get(page_of(order)))


@pytest.mark.parametrize(
    ("status", "button"), [("paid", "Reject"), ("ready", "Call off"), ("completed", None)]
)
def test_who_refunds_an_open_order_is_told_how_to_stop_it(keeper, store, status, button):
    order = OrderFactory(store=store, status=status)

    found = re.search(
        "A refund does not stop this order.*“(.*)”", text_of(keeper.get(url_of(order)))
    )

    assert (found and found[1]) == button


@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"amount": "0"},
        {"amount": "-1"},
        {"amount": "0.5"},
        {"amount": "21001"},
        {"amount": "NaN"},
        {"amount": "1", "reason": " "},
        {"amount": "1", "reason": "x" * 301},
        {"amount": "1", "token": "mine"},
        {"pieces": "3"},
        {"pieces": "-1"},
    ],
)
def test_a_refused_refund_has_an_error_and_the_form_as_filled(keeper, order, filled):
    if "pieces" in filled:
        filled = {f"line_{order.lines.get().pk}": filled["pieces"]}

    assert send(keeper, order, **filled).status_code == 422
    assert owed() == []


def test_too_much_is_answered_with_how_much_is_left(keeper, order):
    send(keeper, order, amount="20000")

    assert "At most ₩1,000 can go back." in text_of(send(keeper, order, amount="1001"))
    assert owed() == [20000]


def test_cents_go_back_in_a_currency_that_has_them(keeper, bought, store, noodles):
    store.currency, noodles.price = "USD", Decimal("12.50")
    store.save(update_fields=["currency"])
    noodles.save(update_fields=["price"])
    order = bought()

    assert send(keeper, order, amount="0.25").status_code == 302
    assert send(keeper, order, amount="0.255").status_code == 422
    assert owed() == [Decimal("0.25")]


def test_a_double_click_sends_money_back_once(keeper, order):
    clicked = fields(keeper, order, amount="9000")

    answers = [keeper.post(url_of(order), clicked) for _click in range(2)]

    assert [answer.url for answer in answers] == [page_of(order)] * 2
    assert owed() == [9000]


def test_a_double_click_on_everything_is_no_refusal(keeper, order):
    clicked = fields(keeper, order, amount="21000")

    assert {keeper.post(url_of(order), clicked).status_code for _click in range(2)} == {302}
    assert owed() == [21000]


def test_a_new_page_or_another_amount_is_another_refund(keeper, order):
    first = fields(keeper, order, amount="1000")
    for asked in (first, {**first, "amount": "2000"}, fields(keeper, order, amount="1000")):
        keeper.post(url_of(order), asked)

    assert owed() == [1000, 2000, 1000]


def test_other_pieces_at_the_same_price_are_another_refund_even_after_back(keeper, order):
    bowl = order.lines.get()
    soup = add_line(order, "Soup", 9000)
    first = fields(keeper, order)

    for line in (bowl, soup, soup):
        keeper.post(url_of(order), {**first, f"line_{line.pk}": "1"})

    assert owed() == [9000, 9000]
    assert list(order.lines.values_list("refunded", flat=True)) == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_refund(order, bea):
    token = uuid4()

    def press():
        return refund_part(order, Decimal(9000), reason="Cold", by=bea, token=token)

    first, second = together(press, press)

    assert [refund.pk for refund in first] == [refund.pk for refund in second]
    assert owed() == [9000]


def test_the_page_of_the_order_shows_what_was_paid_and_what_went_back(keeper, order):
    assert "Paid: ₩21,000" in text_of(keeper.get(page_of(order)))
    send(keeper, order, amount="9000")
    assert "−₩9,000 · Owed · One bowl was cold" in text_of(keeper.get(page_of(order)))

    send_due_refunds()

    assert "−₩9,000 · Refunded · One bowl was cold" in text_of(keeper.get(page_of(order)))


def test_the_way_to_send_money_back_is_open_while_something_is_left(keeper, order):
    assert url_of(order) in text_of(keeper.get(page_of(order)))

    send(keeper, order, amount="21000")

    assert url_of(order) not in text_of(keeper.get(page_of(order)))
    assert "Nothing is left to send back" in text_of(keeper.get(url_of(order)))


def test_an_order_of_nothing_has_no_money_to_send_back(keeper, ann, store):
    page = text_of(keeper.get(page_of(OrderFactory(customer=ann, store=store, status=Status.PAID))))

    assert "Send money back" not in page


def test_many_refunds_cost_no_more_queries_than_one(keeper, order, django_assert_max_num_queries):
    counts = []
    keeper.get(page_of(order))  # the first view stops the bell
    for more in (1, 29):
        for _each in range(more):
            send(keeper, order, amount="10")
        keeper.get(page_of(order))  # which shows the messages
        with django_assert_max_num_queries(40) as asked:
            keeper.get(page_of(order))
            keeper.get(url_of(order))
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 404), (Role.CUSTOMER, 403)])
def test_only_the_store_may(client, order, role, status):
    client.force_login(UserFactory(role=role))

    assert client.get(url_of(order)).status_code == status
    assert client.post(url_of(order), {"amount": "1", "reason": "x"}).status_code == status
    assert owed() == []
