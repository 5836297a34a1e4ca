import pytest
from django import forms

from core.lifecycle import MoveRefused, move
from core.text import VisibleCharField, visible
from delivery.lifecycle import Status as DeliveryStatus
from orders.move_forms import move_form
from orders.statuses import Status
from payments.refunds import RefundRefused, refuse_part
from tests.factories import DeliveryFactory, OrderFactory

NOTHING = {
    "nothing": "",
    "spaces": " \t\n\u3000\u00a0",
    "zero width space": "\u200b",
    "joiners": "\u200c\u200d\u2060\ufeff",
    "soft hyphen": "\u00ad",
    "direction marks": "\u200e\u202e\u202c\u2066",
    "Hangul fillers": "\u3164\u115f\u1160\uffa0",
    "empty Braille": "\u2800",
    "blank hieroglyphs": "\U00013441\U00013442",
    "null note head": "\U0001d159",
    "object replacement": "\ufffc",
    "variation selectors": "\ufe0f\U000e0100",
    "a mark without a character": "\u0301",
    "controls": "\x07\x1b",
}


@pytest.fixture(params=NOTHING.values(), ids=NOTHING)
def nothing(request):
    return request.param


def test_what_shows_nothing_is_nothing(nothing):
    assert visible(nothing) == ""


@pytest.mark.parametrize(
    "text", ["Sold out", "품절", "ㅠㅠ", "מצטערים", "?", "👨‍👩‍👧", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "é"]
)
def test_what_shows_stays_as_it_is_without_its_blank_ends(text):
    assert visible(f"\u200b \u3164{text}\u2060\n\u200b") == text


def test_a_required_field_refuses_invisible_text(nothing):
    class Form(forms.Form):
        reason = VisibleCharField()

    assert Form({"reason": nothing}).errors.as_data()["reason"][0].code == "required"
    assert Form({"reason": "\u200bSold out "}).is_valid()


@pytest.mark.parametrize("verb", ["reject", "cancel_by_store"])
def test_the_store_needs_a_reason_that_can_be_read(verb, nothing):
    assert move_form(verb, {"note": nothing}).errors


def test_no_move_takes_a_reason_of_nothing(db):
    order = OrderFactory(status=Status.PAID)
    delivery = DeliveryFactory(status=DeliveryStatus.PICKED_UP)

    with pytest.raises(MoveRefused, match="Please give a reason"):
        move(order, "reject", by=order.store.owner, note="\u200b\u3164")
    with pytest.raises(MoveRefused, match="Please give a reason"):
        move(delivery, "fail", by=delivery.rider.user, note="\u200b")
    assert (order.status, delivery.status) == (Status.PAID, DeliveryStatus.PICKED_UP)


def test_money_goes_back_for_a_reason_that_can_be_read(db):
    order = OrderFactory(status=Status.PAID)

    with pytest.raises(RefundRefused, match="Please give a reason"):
        refuse_part(order, 1000, reason="\u200b", by=order.store.owner)


def test_the_history_stores_the_visible_text(db):
    order = OrderFactory(status=Status.PAID)

    move(order, "reject", by=order.store.owner, note="\u200b Sold out\u200b")

    assert order.history.get(verb="reject").note == "Sold out"
