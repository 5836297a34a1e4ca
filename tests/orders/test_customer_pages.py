import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from orders.statuses import OVER, Status
from orders.views.customer import OrderList
from payments.gateways.base import PaymentOutcome
from payments.recording import record_outcome
from payments.refunds import send_due_refunds
from payments.services import open_payment
from tests.factories import OrderFactory, add_line, paid_for, place

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def shopper(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def url_of(order, verb=None):
    if verb:
        return reverse("orders:move", args=[order.number, verb])
    return order.get_absolute_url()


def text_of(response):
    return response.content.decode()


def test_the_list_shows_own_orders_only(shopper, order):
    theirs = OrderFactory()

    page = text_of(shopper.get("/orders/"))

    assert order.number in page
    assert theirs.number not in page


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", set(Status)),
        ("current", set(Status) - set(OVER)),
        ("past", set(OVER)),
        ("?", set(Status)),
    ],
)
def test_the_list_filters_current_and_past(shopper, ann, show, expected):
    for status in Status:
        OrderFactory(customer=ann, status=status)

    response = shopper.get("/orders/", {"show": show})

    assert {order.status for order in response.context["orders"]} == expected


def test_the_list_has_pages(shopper, ann):
    OrderFactory.create_batch(OrderList.paginate_by + 1, customer=ann)

    assert len(shopper.get("/orders/", {"page": 2}).context["orders"]) == 1
    assert shopper.get("/orders/", {"page": 3}).status_code == 404
    assert shopper.get("/orders/", {"page": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_has_a_constant_number_of_queries(
    shopper, ann, store, rows, django_assert_max_num_queries
):
    OrderFactory.create_batch(rows, customer=ann, store=store)

    with django_assert_max_num_queries(6):
        assert shopper.get("/orders/").status_code == 200


def test_an_empty_list_links_to_the_stores(shopper):
    assert "No orders here" in text_of(shopper.get("/orders/"))


def test_the_download_has_all_orders_and_escapes_formulas(shopper, ann, order):
    order.lines.update(name="=1+1")
    store = order.store
    store.name = "=HYPERLINK(1)"
    store.save(update_fields=["name"])

    response = shopper.get(reverse("orders:download"))

    header, row = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    assert header[:2] == ["Number", "Placed"]
    assert [row[0], row[2], row[5]] == [order.number, "'=HYPERLINK(1)", "9000.00"]


def test_the_order_page_shows_steps_lines_total_and_moves(shopper, order):
    page = text_of(shopper.get(url_of(order)))

    for text in ("Order placed", "Paid", "1 × Naengmyeon", "₩9,000", "Waiting for the store"):
        assert text in page
    assert url_of(order, "cancel") in page
    assert url_of(order, "accept") not in page


def test_the_order_page_names_its_first_step_and_the_place_in_korean(shopper, ann, store):
    order = OrderFactory(customer=ann, store=store, fulfilment="pickup", status=Status.PAID)

    page = text_of(shopper.get(url_of(order), headers={"Accept-Language": "ko"}))

    assert "주문 완료" in page
    assert "픽업 장소</h2>" in page


def test_a_stranger_gets_404_on_the_order_page(client, dan, order):
    client.force_login(dan)

    assert client.get(url_of(order)).status_code == 404
    again = reverse("orders:again", args=[order.number])
    assert client.post(again).status_code == 404


def test_the_order_page_redirects_visitors_to_sign_in(client, order):
    for url in (url_of(order), "/orders/", url_of(order, "cancel")):
        assert client.get(url).url.startswith(reverse("account_login"))


def test_polling_gets_the_fragment_only_after_a_change(shopper, bea, order):
    seen = order.history.last().pk
    url = f"{url_of(order)}?seen={seen}"
    assert shopper.get(url, **HTMX).status_code == 204

    move(order, "accept", by=bea, minutes=20)

    fragment = text_of(shopper.get(url, **HTMX))
    assert "<html" not in fragment
    assert "Promised for" in fragment


def test_the_page_of_a_cancelled_order_shows_a_later_refund(shopper, ann, noodles, settings):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = place(ann, noodles)
    payment = open_payment(order, "sandbox")
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    move(order, "cancel", by=ann)
    page = text_of(shopper.get(url_of(order)))
    [again] = re.findall(r'hx-get="([^"]+)" data-live', page)

    send_due_refunds()

    assert "is on its way back to you" in page
    assert "was sent back to you" in text_of(shopper.get(again, **HTMX))


def test_an_unpaid_order_shows_its_time_to_pay(shopper, ann, noodles):
    order = place(ann, noodles)

    page = text_of(shopper.get(url_of(order)))

    assert reverse("payments:pay", args=[order.number]) in page
    assert "Not paid yet" in page


def test_cancel_is_confirmed_and_then_made(shopper, order):
    question = shopper.get(url_of(order, "cancel"))
    assert "Cancel this order?" in text_of(question)

    response = shopper.post(url_of(order, "cancel"), follow=True)

    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert f"{order}: Cancelled" in text_of(response)


@pytest.mark.parametrize(
    ("language", "question", "back"),
    [
        ("en", "Cancel this order?", "₩21,000 goes back to you."),
        ("ko", "주문을 취소할까요?", "결제한 금액(21,000원)을 돌려드려요."),
    ],
)
def test_cancel_shows_the_amount_to_be_refunded(shopper, ann, noodles, language, question, back):
    order = paid_for(place(ann, noodles, quantity=2))
    move(order, "pay", by=SYSTEM)

    page = text_of(shopper.get(url_of(order, "cancel"), headers={"Accept-Language": language}))

    assert question in page
    assert back in page


def test_cancelling_an_unpaid_order_mentions_no_refund(shopper, ann, noodles):
    page = text_of(shopper.get(url_of(place(ann, noodles), "cancel")))

    assert "Cancel this order?" in page
    assert "goes back" not in page


def test_cancelling_by_the_store_shows_the_amount_to_be_refunded(client, ann, noodles):
    order = paid_for(place(ann, noodles, quantity=2))
    move(order, "pay", by=SYSTEM)
    move(order, "accept", by=order.store.owner, minutes=20)
    client.force_login(order.store.owner)

    page = text_of(client.get(url_of(order, "cancel_by_store")))

    assert "Call off this order?" in page
    assert "The customer gets ₩21,000 back." in page


def test_a_late_move_is_refused_with_a_message(shopper, order):
    move(order, "accept", by=order.store.owner, minutes=20)

    response = shopper.post(url_of(order, "cancel"), follow=True)

    order.refresh_from_db()
    assert "any more" in text_of(response)
    assert order.status == Status.ACCEPTED


def test_moves_of_others_are_forbidden_and_unknown_ones_not_found(shopper, order):
    assert shopper.post(url_of(order, "accept"), {"minutes": 5}).status_code == 403
    assert shopper.post(url_of(order, "pay")).status_code == 403
    assert shopper.post(url_of(order, "explode")).status_code == 404
    assert shopper.get(url_of(order, "explode")).status_code == 404
    assert shopper.post(reverse("orders:move", args=["22222222", "cancel"])).status_code == 404


def test_a_stranger_cannot_move_an_order(client, dan, order):
    client.force_login(dan)

    assert client.post(url_of(order, "cancel")).status_code == 404


def test_the_order_page_has_a_constant_number_of_queries(
    shopper, order, django_assert_max_num_queries
):
    for _ in range(30):
        add_line(order, "Rice", 1000)

    with django_assert_max_num_queries(9):
        shopper.get(url_of(order))


def test_every_status_has_a_page(shopper, ann):
    for status in Status:
        order = OrderFactory(customer=ann, status=status)

        assert str(order.get_status_display()) in text_of(shopper.get(url_of(order)))


def test_an_unpaid_order_past_its_time_offers_no_payment(shopper, ann, noodles):
    order = place(ann, noodles, now=timezone.now() - timedelta(minutes=11))

    page = text_of(shopper.get(url_of(order)))

    assert "The time to pay is over. Nothing was charged." in page
    assert shopper.get(reverse("payments:pay", args=[order.number])).url == url_of(order)


def test_money_that_came_too_late_was_charged(shopper, ann, noodles):
    order = place(ann, noodles, now=timezone.now() - timedelta(minutes=11))
    order.paid = order.refunded = order.total
    order.save(update_fields=["paid", "refunded"])

    page = text_of(shopper.get(url_of(order)))

    assert "The time to pay is over." in page
    assert "Nothing was charged" not in page


@pytest.mark.parametrize(
    ("status", "words"), [(Status.PAID, "Deliver to"), (Status.COMPLETED, "Delivered to")]
)
def test_an_address_is_delivered_to_once_it_was(client, ann, status, words):
    order = OrderFactory(customer=ann, status=status)
    client.force_login(ann)

    page = client.get(order.get_absolute_url()).content.decode()

    assert f'<h2 id="where">{words}</h2>' in page
