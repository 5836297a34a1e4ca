"""What a return takes back of a commission."""

from decimal import Decimal

import pytest

from affiliates.attribution import attribute
from affiliates.models import LedgerEntry
from affiliates.sales import book_sale
from core.actors import SYSTEM
from core.lifecycle import move
from payments.models import Refund
from shipping.models import Carrier, ReturnTerms
from shipping.services import send
from tests.affiliates.conftest import profit_of
from tests.factories import ProductFactory, paid_for, place
from tests.shipping.return_world import requested, walked
from tests.shipping.world import SEOUL, ships


@pytest.fixture
def order(ann, store, code):
    """Three pieces for 1,000 each that the partner brought, received; each earns 100."""
    tea = ProductFactory(store=ships(store), price=Decimal(1000))
    profit_of(tea, 500)
    order = place(ann, tea, quantity=3, fulfilment="shipping", contact=SEOUL)
    attribute(order, typed=code, came_by=None, visit=None)
    order = paid_for(order)
    move(order, "pay", by=SYSTEM)
    book_sale(order, order.payments.get().captured_at)
    cj = Carrier.objects.get(code="cj")
    move(send(order, carrier=cj, tracking_number="1", by=store.owner), "deliver", by=store.owner)
    return order


def earned():
    return sum(LedgerEntry.objects.values_list("amount", flat=True))


@pytest.mark.parametrize(("postage", "refunds"), [(0, 1), (500, 1), (3000, 0)])
def test_returned_pieces_earn_nothing_whatever_the_postage_leaves(store, order, postage, refunds):
    ReturnTerms.objects.create(store=store, postage=Decimal(postage))

    walked(requested(order, 2), "refunded")

    assert Refund.objects.count() == refunds
    assert earned() == 100


def test_all_pieces_returned_end_at_zero(store, order):
    ReturnTerms.objects.create(store=store, postage=Decimal(3000))

    for pieces in (1, 2):
        walked(requested(order, pieces), "refunded")

    assert earned() == 0
