"""Why an order is turned down: stored by code, read by each in their own language."""

from html import unescape

import pytest
from django.utils.translation import override

from core.lifecycle import move
from core.reasons import words_of
from notifications.messages import message_of
from notifications.models import Mail
from orders.lifecycle import Status
from orders.models import Order
from orders.reasons import SOLD_OUT, STORE_REASONS
from stores.models import Product
from tests.factories import OrderFactory, ProductFactory, place, walk

KOREAN = {"HTTP_ACCEPT_LANGUAGE": "ko"}


def text_of(response):
    return unescape(response.content.decode())


@pytest.fixture
def waiting(ann, noodles):
    """Ann's paid order of two bowls of noodles; she reads Korean, her store does not."""
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


def test_each_reads_the_reason_in_their_own_language(keeper, client, waiting, ann):
    press(keeper, waiting, reason=SOLD_OUT.note)

    assert "Sold out" in text_of(keeper.get(f"/shop/orders/{waiting.number}/"))
    client.force_login(ann)
    for page in (f"/orders/{waiting.number}/", "/inbox/"):
        assert "Sold out" in text_of(client.get(page))
        assert "품절" in text_of(client.get(page, **KOREAN))


def test_the_mail_gives_the_reason_in_its_readers_language(keeper, waiting):
    press(keeper, waiting, reason=SOLD_OUT.note)

    letter = message_of(Mail.objects.get(kind="rejected"))
    assert "“품절”" in letter.body
    assert "품절" in letter.alternatives[0][0]


def test_their_own_words_stay_as_they_are(keeper, waiting):
    press(keeper, waiting, note="The stove broke")

    note = waiting.history.last().note
    assert (note, words_of(note, "ko")) == ("The stove broke", "The stove broke")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_stored_in_words_is_read_in_any_language(language):
    for reason in STORE_REASONS:
        for stored in reason.former:
            with override(language):
                assert words_of(stored) == str(reason.label)


@pytest.mark.parametrize("verb", ["reject", "cancel_by_store"])
def test_sold_out_marks_the_products_ticked(keeper, waiting, noodles, store, verb):
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


def test_what_comes_back_into_stock_stays_marked(keeper, waiting, noodles):
    press(keeper, waiting, reason=SOLD_OUT.note, sold_out=[noodles.pk])

    noodles.refresh_from_db()
    assert (noodles.stock, noodles.is_sold_out) == (5, True)


def test_the_board_offers_the_products_of_the_order(keeper, waiting, noodles):
    html = text_of(keeper.get("/shop/"))

    assert f'name="sold_out" value="{noodles.pk}" checked' in html


def test_an_unknown_reason_is_none(keeper, waiting):
    press(keeper, waiting, reason="reason:nonsense")

    waiting.refresh_from_db()
    assert waiting.status == Status.PAID


def test_the_admin_reads_the_reason_in_words(admin_client, store):
    order = OrderFactory(store=store, status=Status.PAID)
    move(order, "reject", by=store.owner, note=SOLD_OUT.note)

    html = text_of(admin_client.get(f"/admin/orders/order/{order.pk}/change/"))
    assert "Sold out" in html
    assert SOLD_OUT.note not in html
