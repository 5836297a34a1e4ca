"""A coupon is reserved with an order, used when it is paid, and returned when it comes to nothing."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from core.lifecycle import lock, move
from coupons.claims import claim
from coupons.models import Coupon
from coupons.reactions import give_coupons_back, use_coupons
from coupons.use import EXTENSION
from devtools.orders import basket_of
from orders.baskets import OrderRefused
from orders.carts import CartOwner, add_to_cart
from orders.events import OrderPaid
from orders.placing import place
from orders.quotes import quote
from orders.services import OutOfStock, expire_unpaid_orders, receive_money
from tests.coupons.conftest import claimant, published
from tests.factories import CONTACT, OrderFactory, ProductFactory
from tests.racing import losers, together


@pytest.fixture
def coupon(campaign, eve):
    return claim(campaign, eve, press=uuid4())


def order_with(product, *coupons, buyer=None, quantity=1, now=None, **placing):
    """An order placed with these coupons chosen."""
    buyer = CartOwner(user=buyer or coupons[0].customer)
    basket = basket_of(add_to_cart(buyer, product, [], quantity))
    now, choices = now or timezone.now(), {"coupons": {"chosen": coupons}}
    fingerprint = quote(basket, "delivery", now, buyer, choices).fingerprint
    details = {"fulfilment": "delivery", "contact": CONTACT, "checkout_token": uuid4()}
    return place(basket, buyer, fingerprint=fingerprint, choices=choices, now=now, **details)[0]


def state(coupon):
    coupon.refresh_from_db()
    return coupon.status, coupon.order, coupon.saved


def committed(coupon):
    coupon.campaign.refresh_from_db()
    return coupon.campaign.committed


def pay(order):
    with transaction.atomic():
        lock(order)
        receive_money(order)


def expire(order):
    expire_unpaid_orders(order.pay_by + timedelta(seconds=1))
    order.refresh_from_db()


def test_an_order_reserves_its_coupon(coupon, noodles):
    order = order_with(noodles, coupon)

    assert order.total == 9000 - 3000 + 3000  # with the fee for delivery
    [off] = order.adjustments.filter(kind="coupon")
    assert (off.amount, off.source) == (-3000, f"coupon:{coupon.code}")
    assert state(coupon) == ("reserved", order, 3000)
    assert committed(coupon) == 3000


def test_a_paid_order_has_used_it(coupon, noodles):
    order = order_with(noodles, coupon)

    pay(order)

    assert state(coupon) == ("used", order, 3000)


def test_a_coupon_that_takes_nothing_off_is_not_reserved(store, eve, noodles):
    campaign = published(store, terms={"minimum": Decimal(50_000)})
    coupon = claim(campaign, eve, press=uuid4())

    order_with(noodles, coupon)

    assert state(coupon) == ("issued", None, 0)


def test_a_cancelled_order_returns_it(coupon, noodles):
    order = order_with(noodles, coupon)
    pay(order)

    move(order, "cancel", by=coupon.customer)

    assert state(coupon) == ("issued", None, 0)
    assert committed(coupon) == 0
    assert [step.verb for step in coupon.history.all()] == ["start", "reserve", "use", "return"]


def test_an_expired_order_returns_it_as_it_was(coupon, noodles):
    before = coupon.expires_at
    order = order_with(noodles, coupon)

    expire(order)

    assert state(coupon) == ("issued", None, 0)
    assert coupon.expires_at == before


def test_a_rejected_order_returns_it_for_at_least_seven_days(store, eve, noodles):
    now = timezone.now()
    campaign = published(store, terms={"valid_days": None, "valid_until": now + timedelta(hours=1)})
    coupon = claim(campaign, eve, press=uuid4())
    order = order_with(noodles, coupon)
    pay(order)

    rejected = now + timedelta(hours=2)
    move(order, "reject", by=store.owner, note="sold out", now=rejected)

    assert state(coupon) == ("issued", None, 0)
    assert coupon.expires_at == rejected + EXTENSION


def test_a_reserved_coupon_does_not_expire(coupon, noodles):
    order = order_with(noodles, coupon)
    Coupon.objects.filter(pk=coupon.pk).update(expires_at=timezone.now() - timedelta(days=1))

    pay(order)

    assert state(coupon)[0] == "used"


@pytest.mark.parametrize("trouble", ["expired", "revoked", "foreign", "used"])
def test_a_coupon_that_cannot_be_used_undoes_the_order(coupon, store, noodles, trouble):
    buyer = coupon.customer
    if trouble == "expired":
        Coupon.objects.filter(pk=coupon.pk).update(expires_at=timezone.now())
    elif trouble == "revoked":
        move(coupon, "revoke", by=store.owner)
    elif trouble == "foreign":
        buyer = claimant()
    else:
        order_with(noodles, coupon)
    stock = noodles.stock

    with pytest.raises(OrderRefused, match="used or expired meanwhile"), transaction.atomic():
        order_with(noodles, coupon, buyer=buyer)

    noodles.refresh_from_db()
    assert noodles.stock == stock - (trouble == "used")


def test_a_coupon_for_a_first_order_refuses_a_second(store, eve, noodles):
    campaign = published(store, per_customer=2, terms={"first_order_only": True})
    coupons = [claim(campaign, eve, press=uuid4()) for _ in range(2)]
    order_with(noodles, coupons[0])

    with pytest.raises(OrderRefused, match="first order only"), transaction.atomic():
        order_with(noodles, coupons[1])


def test_a_budget_is_never_exceeded(store, eve, noodles):
    campaign = published(store, per_customer=2, budget=Decimal(5000))
    coupons = [claim(campaign, eve, press=uuid4()) for _ in range(2)]
    order = order_with(noodles, coupons[0])

    with pytest.raises(OrderRefused, match="has come to its end"), transaction.atomic():
        order_with(noodles, coupons[1])

    expire(order)
    assert order_with(noodles, coupons[1])


def test_a_revived_order_takes_its_coupon_again(coupon, noodles):
    order = order_with(noodles, coupon)
    expire(order)

    pay(order)

    assert order.status == "paid"
    assert state(coupon) == ("used", order, 3000)
    assert committed(coupon) == 3000


def test_an_order_whose_coupon_was_used_meanwhile_is_not_revived(coupon, noodles):
    order = order_with(noodles, coupon)
    expire(order)
    other = order_with(noodles, coupon)

    with pytest.raises(OutOfStock, match="used for another one meanwhile"), transaction.atomic():
        pay(order)

    order.refresh_from_db()
    assert order.status == "expired"
    assert state(coupon) == ("reserved", other, 3000)


def test_an_order_of_a_guest_asks_nothing_about_coupons(store, django_assert_num_queries):
    order = OrderFactory(customer=None, guest_key="g" * 32, store=store)
    event = OrderPaid(order, order.history.get())

    with django_assert_num_queries(0):
        use_coupons(event)
        give_coupons_back(event)


@pytest.mark.django_db(transaction=True)
def test_one_coupon_in_two_checkouts(coupon, store, noodles):
    results = together(*[partial(order_with, noodles, coupon)] * 2)

    assert len(losers(results)) == 1
    assert isinstance(losers(results)[0], OrderRefused)
    assert Coupon.objects.get().status == "reserved"


@pytest.mark.django_db(transaction=True)
def test_two_orders_for_the_last_of_the_budget(store, noodles):
    campaign = published(store, budget=Decimal(3000))
    coupons = [claim(campaign, claimant(), press=uuid4()) for _ in range(2)]

    results = together(*(partial(order_with, noodles, coupon) for coupon in coupons))

    assert [type(loser) for loser in losers(results)] == [OrderRefused]
    campaign.refresh_from_db()
    assert campaign.committed == 3000


@pytest.mark.django_db(transaction=True)
def test_of_orders_of_one_person_at_once_only_one_is_the_first(store):
    """They have several accounts, and the same name, e-mail and phone at the checkout."""
    campaign = published(store, terms={"first_order_only": True})
    coupons = [claim(campaign, claimant(), press=uuid4()) for _ in range(4)]
    dishes = ProductFactory.create_batch(
        4, store=store
    )  # buyers of one product wait for each other

    results = together(*(partial(order_with, *each) for each in zip(dishes, coupons, strict=True)))

    assert [type(loser) for loser in losers(results)] == [OrderRefused] * 3


@pytest.mark.django_db(transaction=True)
def test_a_cancel_against_the_payment_ends_with_both_agreeing(coupon, noodles):
    order = order_with(noodles, coupon)

    together(partial(pay, order), partial(move, order, "cancel", by=coupon.customer))

    order.refresh_from_db()
    assert (order.status, state(coupon)[0]) in {("paid", "used"), ("cancelled", "issued")}


@pytest.mark.django_db(transaction=True)
def test_late_money_against_another_order_with_the_coupon(coupon, noodles):
    order = order_with(noodles, coupon)
    expire(order)

    together(partial(pay, order), partial(order_with, noodles, coupon))

    order.refresh_from_db()
    holder = state(coupon)[1]
    assert (order.status == "paid") == (holder == order)
    assert coupon.status in ("used", "reserved")
