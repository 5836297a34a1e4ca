"""What goes back of orders with a set, a coupon and several parcels: what was paid, once."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import claim
from orders.models import Order
from payments.models import Refund
from shipping.models import Carrier, ReturnTerms
from shipping.packing import pack
from shipping.returns.services import RequestRefused, ReturnRequest, request_return
from shipping.returns.windows import return_window
from shipping.services import dispatch
from tests.captures import pay
from tests.checkout.test_checkout import filled
from tests.coupons.conftest import published as campaign_of
from tests.coupons.conftest import verified
from tests.factories import ProductFactory
from tests.landing.test_order import SEOUL
from tests.page_factories import published_page, set_of
from tests.shipping.return_world import walked

POSTAGE = Decimal(2500)


@pytest.fixture
def order(client, ann, store, noodles):
    """Two sets of two noodles and a cup at 20,000, with a coupon of 3,000 and 3,000 for sending them."""
    ReturnTerms.objects.create(store=store, postage=POSTAGE)
    cups = ProductFactory(store=store, name="Cups", price=Decimal(5000), stock=4)
    page = published_page(store, [noodles])
    bundle = set_of(page, Decimal(20000), {noodles: 2, cups: 1})
    coupon = claim(campaign_of(store), verified(ann), press=uuid4())
    client.force_login(ann)
    url = reverse("landing:order", args=[page.slug])
    data = {"choice": f"s{bundle.pk}", "quantity": "2", "coupons-order": coupon.code, **SEOUL}
    page = client.post(url, filled(client.get(url, data), **data, switch_to="shipping"))
    client.post(url, filled(page, **data))
    order = Order.objects.get()
    pay(order)
    return order


def parcel_of(order, line, days_ago):
    """Pack, send and deliver all pieces of the line."""
    owner, at = order.store.owner, timezone.now() - timedelta(days=days_ago)
    parcel = pack(order, {line.pk: line.quantity}, by=owner, now=at)
    dispatch(parcel, carrier=Carrier.objects.get(code="cj"), tracking_number="1", by=owner, now=at)
    move(parcel, "deliver", by=owner, now=at)


@pytest.fixture
def noodles_line(order):
    """The first parcel, of all noodles, arrived long ago, the second, of all cups, yesterday."""
    first, second = order.lines.order_by("pk")
    parcel_of(order, first, days_ago=20)
    parcel_of(order, second, days_ago=1)
    order.refresh_from_db()
    return first


@pytest.fixture
def cups_line(order, noodles_line):
    return order.lines.exclude(pk=noodles_line.pk).get()


def give_back(order, *pieces, cause="changed_mind"):
    wish = ReturnRequest(dict(pieces), cause, "refund")
    goods_return = request_return(order, wish, by=order.customer, now=timezone.now())
    return walked(goods_return, "refunded").refunded_amount


def test_the_order_is_what_the_page_said(order):
    assert (order.total, order.paid) == (40000 - 3000 + 3000, 40000)


def test_pieces_of_a_set_come_back_at_their_share_and_all_of_them_at_what_was_paid(
    order, noodles_line, cups_line
):
    shares = [line.refundable for line in (noodles_line, cups_line)]
    assert sum(shares) == 37000

    part = give_back(order, (cups_line.pk, 1))
    rest = give_back(order, (noodles_line.pk, 4), (cups_line.pk, 1), cause="damaged")

    order.refresh_from_db()
    assert part == cups_line.value_of_next(1) - POSTAGE
    assert part + rest == order.refunded == order.paid - POSTAGE
    assert sum(Refund.objects.values_list("amount", flat=True)) == order.refunded


def test_only_the_second_parcel_comes_back(order, noodles_line, cups_line):
    window = return_window(order, timezone.now())
    assert {each.line.pk: each.pieces for each in window.lines} == {
        noodles_line.pk: 0,
        cups_line.pk: 2,
    }
    with pytest.raises(RequestRefused, match="cannot be returned for this reason"):
        give_back(order, (noodles_line.pk, 1))

    amount = give_back(order, (cups_line.pk, 2), cause="wrong")

    order.refresh_from_db()
    assert amount == order.refunded == cups_line.refundable
    assert order.paid - order.refunded == noodles_line.refundable + 3000
    assert return_window(order, timezone.now()).for_faults_only
