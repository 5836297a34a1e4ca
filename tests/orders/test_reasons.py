"""Reasons of rejections: stored as codes, shown in each user's language."""

from html import unescape

import pytest
from django.utils.translation import override

from core.lifecycle import move
from core.reasons import words_of
from notifications.messages import message_of
from notifications.models import Mail
from orders.models import Order
from orders.reasons import SOLD_OUT, STORE_REASONS
from orders.statuses import Status
from stores.models import Product
from tests.factories import OrderFactory, ProductFactory, place, walk

KOREAN = {"HTTP_ACCEPT_LANGUAGE": "ko"}


def text_of(response):
    return unescape(response.content.decode())


@pytest.fixture
def waiting(ann, noodles):
    """Ann's paid order of two bowls of noodles; her language is Korean, the store's is not."""
    order = place(ann, noodles, quantity=2)
    Order.objects.update(language="ko")
    type(ann).objects.filter(pk=ann.pk).update(language="ko")
    walk(order, Status.PAID)
    return order


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


def press(keeper, order, verb="reject", **data):
    return keeper.post(f"/orders/{order.number}/{verb}/", data)


def test_a_reason_is_stored_by_its_code(keeper, waiting):
    press(keeper, waiting, reason=SOLD_OUT.note)

    assert waiting.history.last().note == "reason:sold_out"


def test_the_reason_is_shown_in_each_users_language(keeper, client, waiting, ann):
    press(keeper, waiting, reason=SOLD_OUT.note)

    assert "Sold out" in text_of(keeper.get(f"/shop/orders/{waiting.number}/"))
    client.force_login(ann)
    for page in (f"/orders/{waiting.number}/", "/inbox/"):
        assert "Sold out" in text_of(client.get(page))
        assert "품절" in text_of(client.get(page, **KOREAN))


def test_the_mail_has_the_reason_in_its_recipients_language(keeper, waiting):
    press(keeper, waiting, reason=SOLD_OUT.note)

    message = message_of(Mail.objects.get(kind="rejected"))
    assert "“품절”" in message.body
    assert "품절" in message.alternatives[0][0]


def test_a_free_text_reason_is_not_translated(keeper, waiting):
    press(keeper, waiting, note="The stove broke")

    note = waiting.history.last().note
    assert (note, words_of(note, "ko")) == ("The stove broke", "The stove broke")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_reasons_stored_as_text_are_translated(language):
    for reason in STORE_REASONS:
        for stored in reason.former:
            with override(language):
                assert words_of(stored) == str(reason.label)


@pytest.mark.parametrize("verb", ["reject", "cancel_by_store"])
def test_sold_out_marks_the_ticked_products(keeper, waiting, noodles, store, verb):
    rice = ProductFactory(store=store)
    if verb == "cancel_by_store":
        walk_on(waiting)

    press(keeper, waiting, verb, reason=SOLD_OUT.note, sold_out=[noodles.pk])

    assert waiting.history.last().verb == verb
    marked = Product.objects.filter(is_available=False)
    assert [product.pk for product in marked] == [noodles.pk]
    assert rice.pk != noodles.pk


def walk_on(order):
    move(order, "accept", by=order.store.owner, minutes=20)


def test_sold_out_marks_nothing_that_was_not_ordered(keeper, waiting, store):
    rice = ProductFactory(store=store)

    press(keeper, waiting, reason=SOLD_OUT.note, sold_out=[rice.pk])

    waiting.refresh_from_db()
    rice.refresh_from_db()
    assert (waiting.status, rice.is_available) == (Status.PAID, True)


def test_returned_stock_stays_marked_as_sold_out(keeper, waiting, noodles):
    press(keeper, waiting, reason=SOLD_OUT.note, sold_out=[noodles.pk])

    noodles.refresh_from_db()
    assert (noodles.stock, noodles.is_sold_out) == (5, True)


def test_the_board_offers_the_products_of_the_order(keeper, waiting, noodles):
    html = text_of(keeper.get("/shop/"))

    assert f'name="sold_out" value="{noodles.pk}" checked' in html


def test_an_unknown_reason_is_refused(keeper, waiting):
    press(keeper, waiting, reason="reason:nonsense")

    waiting.refresh_from_db()
    assert waiting.status == Status.PAID


def test_the_admin_shows_the_reason_as_text(admin_client, store):
    order = OrderFactory(store=store, status=Status.PAID)
    move(order, "reject", by=store.owner, note=SOLD_OUT.note)

    html = text_of(admin_client.get(f"/admin/orders/order/{order.pk}/change/"))
    assert "Sold out" in html
    assert SOLD_OUT.note not in html
