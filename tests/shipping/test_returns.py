"""Returns from the request to the refund: amounts, pieces and stock agree at each step."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from orders.adjustments import AdjustmentCode
from orders.erasing import erase
from orders.models import Order, OrderLine
from payments.models import Refund
from payments.refunds import RefundRefused, refund_part
from shipping.models import Return, ReturnTerms
from shipping.returns.services import RequestRefused, preview, request_return
from stores.models import Product
from tests.factories import place
from tests.shipping.return_world import asked, requested, returnable, walked


@pytest.fixture
def order(ann, store):
    return returnable(ann, store)


def line_of(order):
    return OrderLine.objects.get(order=order)


def stock_of(order):
    return Product.objects.get(pk=line_of(order).product_id).stock


def refunded(order):
    return Order.objects.get(pk=order.pk).refunded


def test_a_change_of_mind_costs_the_buyer_the_postage(order):
    goods_return = walked(requested(order, pieces=2), "refunded")

    assert goods_return.refunded_amount == Decimal(18000 - 3500) == refunded(order)
    assert (line_of(order).refunded, line_of(order).returning) == (2, 0)


def test_what_is_damaged_costs_the_store_the_postage(order):
    walked(requested(order, pieces=2, cause="damaged"), "refunded")

    assert refunded(order) == Decimal(18000)


def test_sending_goes_back_too_if_everything_is_wrong(order):
    walked(requested(order, pieces=3, cause="wrong"), "refunded")

    assert refunded(order) == order.total == order.paid


def test_sending_goes_back_with_the_last_of_several_returns(order):
    walked(requested(order, pieces=2, cause="late"), "refunded")
    walked(requested(order, pieces=1, cause="late"), "refunded")

    assert refunded(order) == order.total


def test_the_buyer_sees_the_amount_before_asking(order):
    shown = preview(order, asked(order, pieces=2), timezone.now())

    assert (shown.worth, shown.postage, shown.amount) == (18000, 3500, 14500)


def test_postage_is_never_more_than_what_comes_back_is_worth(order):
    ReturnTerms.objects.update(postage=Decimal(20000))

    goods_return = walked(requested(order, pieces=1), "refunded")

    assert goods_return.refunded_amount == 0
    assert not Refund.objects.exists()


def test_later_terms_do_not_change_what_the_buyer_saw(order):
    goods_return = requested(order, pieces=2)
    ReturnTerms.objects.update(postage=Decimal(9999))

    assert walked(goods_return, "refunded").refunded_amount == 14500


def test_the_store_may_pay_the_postage_itself(order):
    goods_return = requested(order, pieces=2)

    walked(goods_return, "refunded", approve={"store_pays": True})

    assert refunded(order) == 18000


def test_a_discount_goes_back_as_it_was_paid(order, bea):
    """An amount refunded before makes each piece worth less."""
    refund_part(order, Decimal(15000), reason="Sorry", by=bea)

    walked(requested(order, pieces=3, cause="damaged"), "refunded")

    assert refunded(order) == order.total


def test_only_chosen_pieces_go_back_into_stock(order):
    goods_return = requested(order, pieces=2)

    walked(goods_return, "received", receive={"restock": [line_of(order).pk]})

    assert stock_of(order) == 4
    assert goods_return.lines.get().restocked == 2


def test_without_a_choice_nothing_goes_back_into_stock(order):
    walked(requested(order, pieces=2), "refunded")

    assert stock_of(order) == 2


def test_refused_after_it_was_put_back_into_stock_it_leaves_it_again(order):
    line = line_of(order)
    goods_return = requested(order, pieces=2)
    walked(goods_return, "received", receive={"restock": [line.pk]})
    Product.objects.update(is_available=False)

    walked_on(goods_return, "refuse", note="Worn")

    assert stock_of(order) == 2
    assert (line_of(order).reserved, goods_return.lines.get().restocked) == (3, 0)


def test_what_was_sold_again_cannot_be_sent_back(order, dan):
    goods_return = requested(order, pieces=2)
    walked(goods_return, "received", receive={"restock": [line_of(order).pk]})
    place(dan, Product.objects.get(), quantity=3)

    with pytest.raises(MoveRefused, match="sold by now"):
        walked_on(goods_return, "refuse", note="Worn")

    assert stock_of(order) == 1


def test_an_exchange_takes_the_replacement_from_stock(order):
    goods_return = walked(requested(order, wish="exchange", cause="wrong"), "exchanged")

    assert stock_of(order) == 1
    assert goods_return.tracking_link.endswith("wblNo=99")
    assert refunded(order) == 0
    assert line_of(order).returning == 0


def test_an_exchange_without_stock_is_refused_and_can_be_refunded(order):
    goods_return = walked(requested(order, pieces=3, wish="exchange", cause="wrong"), "received")

    with pytest.raises(MoveRefused, match="left"):
        walked_on(goods_return, "exchange", carrier=carrier(), tracking_number="1")
    walked_on(goods_return, "refund")

    assert refunded(order) == order.total


def carrier():
    from shipping.models import Carrier

    return Carrier.objects.get(code="cj")


def walked_on(goods_return, verb, **details):
    return move(goods_return, verb, by=goods_return.order.store.owner, **details)


def test_how_a_replacement_was_followed_is_erased_with_the_address(order):
    walked(requested(order, wish="exchange", cause="other", text="Too big"), "exchanged")

    erase([order.pk], timezone.now())

    goods_return = Return.objects.get()
    assert (goods_return.tracking_number, goods_return.text) == ("", "")


def test_a_replacement_needs_its_carrier(order):
    goods_return = walked(requested(order, wish="exchange", cause="wrong"), "received")

    with pytest.raises(MoveRefused, match="carrier"):
        walked_on(goods_return, "exchange")


def test_pieces_are_in_one_open_return_only(order):
    requested(order, pieces=2)

    with pytest.raises(RequestRefused, match="So many pieces"):
        requested(order, pieces=2)
    requested(order, pieces=1)


def test_refused_and_withdrawn_pieces_can_be_returned_again(order):
    walked(requested(order, pieces=3), "refused")
    walked(requested(order, pieces=3), "withdrawn")

    requested(order, pieces=3)

    assert line_of(order).returning == 3


def test_the_same_page_makes_one_return(order, ann):
    token, now = Return().token, timezone.now()

    first = request_return(order, asked(order), by=ann, now=now, token=token)
    again = request_return(order, asked(order), by=ann, now=now, token=token)

    assert first == again
    assert line_of(order).returning == 1


def test_the_owner_cannot_refund_what_is_being_returned(order, bea):
    requested(order, pieces=3)

    with pytest.raises(RefundRefused, match="is being returned"):
        refund_part(order, Decimal(0), reason="Sorry", by=bea, pieces=[(line_of(order), 1)])


def test_the_database_refuses_a_piece_twice(order):
    requested(order, pieces=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(order=order).update(refunded=2)


def test_the_database_refuses_an_illegal_move(order):
    goods_return = requested(order)

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE shipping_return SET status = 'refunded' WHERE id = %s", [goods_return.pk]
        )


def test_a_received_return_is_overdue_after_its_last_day(order):
    goods_return = walked(requested(order), "received")
    due = goods_return.refund_due

    assert not Return.objects.overdue(due - timedelta(seconds=1)).exists()
    assert list(Return.objects.overdue(due)) == [goods_return]


def test_the_fee_of_sending_is_the_kind_that_shipping_charges(order):
    assert order.adjustments.get().kind == "shipping_fee" != AdjustmentCode.DELIVERY_FEE
