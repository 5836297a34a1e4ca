"""Coupons on the checkout page: proposed, chosen, refused, and what is read about them afterwards."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.lifecycle import move
from coupons.claims import claim
from coupons.models import Benefit, Campaign, Coupon
from notifications.messages import message_of
from notifications.models import Mail
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from payments.gateways.base import PaymentOutcome
from payments.recording import record_outcome
from payments.services import start_payment
from tests.coupons.conftest import claimant, published
from tests.factories import ProductFactory

DELIVERY = {"benefit": Benefit.DELIVERY, "amount": None}


@pytest.fixture
def shopper(client, eve, noodles):
    """Eve with two bowls of noodles, ₩18,000, in her cart."""
    add_to_cart(CartOwner(user=eve), noodles, [], 2)
    client.force_login(eve)
    return client


@pytest.fixture
def url(store):
    return f"/checkout/{store.slug}/"


def coupon_of(user, store, **fields):
    return claim(published(store, **fields), user, press=uuid4())


def total(page):
    return re.search(r'<dd class="total">(.+?)</dd>', page.text)[1]


def chosen(page):
    """The values of the fields for coupons, by scope, as a browser would send them."""
    return dict(re.findall(r'name="coupons-(\w+)" value="(\w+)" checked', page.text))


def filled(page, **changes):
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    coupons = {f"coupons-{scope}": code for scope, code in chosen(page).items()}
    answers = {"name": "Eve", "phone": "010-1234-5678", "payment": "sandbox", "place": "another"}
    return {**dict(hidden), **coupons, **answers, "address": "세종대로 175", **changes}


def test_the_best_coupons_are_proposed_and_in_the_total(shopper, eve, store, url):
    coupon_of(eve, store, terms={"amount": Decimal(1000)})
    best = coupon_of(eve, store)
    free_delivery = coupon_of(eve, store, terms=DELIVERY)

    page = shopper.get(url)

    assert chosen(page) == {"order": best.code, "delivery": free_delivery.code}
    assert total(page) == "₩15,000"
    assert "₩3,000 off" in page.text


def test_the_best_one_is_proposed_behind_many_that_end_sooner(shopper, eve, store, url):
    for days in range(1, 7):
        terms = {"valid_days": days, "minimum": Decimal(20_000 * (days % 2))}
        coupon_of(eve, store, terms={**terms, "amount": Decimal(100)})
    best = coupon_of(eve, store)

    assert chosen(shopper.get(url)) == {"order": best.code}


def test_another_one_or_none_can_be_chosen(shopper, eve, store, url):
    small = coupon_of(eve, store, terms={"amount": Decimal(1000)})
    coupon_of(eve, store)
    page = shopper.get(url)

    other = shopper.post(
        url, filled(page, **{"coupons-order": small.code, "switch_to": "delivery"})
    )
    none = shopper.post(url, filled(page, **{"coupons-order": "none", "switch_to": "delivery"}))

    assert (total(page), total(other), total(none)) == ("₩18,000", "₩20,000", "₩21,000")
    assert (chosen(other), chosen(none)) == ({"order": small.code}, {"order": "none"})


def test_what_is_chosen_is_placed(shopper, eve, store, url):
    small = coupon_of(eve, store, terms={"amount": Decimal(1000)})
    best = coupon_of(eve, store)
    page = shopper.post(
        url, filled(shopper.get(url), **{"coupons-order": small.code, "switch_to": "delivery"})
    )

    shopper.post(url, filled(page))

    order = Order.objects.get()
    assert order.total == 20_000
    assert [coupon.code for coupon in order.coupons.all()] == [small.code]
    assert Coupon.objects.get(pk=best.pk).status == "issued"


def test_a_coupon_that_does_not_fit_is_disabled_and_says_why(shopper, eve, store, url):
    coupon = coupon_of(eve, store, terms={"minimum": Decimal(20_000)})

    page = shopper.get(url)

    assert f'value="{coupon.code}" disabled' in page.text
    assert "₩2,000 more for this coupon." in page.text
    assert total(page) == "₩21,000"


def test_a_coupon_for_other_items_says_so(shopper, eve, store, url):
    other = ProductFactory(store=store)
    coupon_of(eve, store, terms={"product_ids": [other.pk]})

    assert "It is for other items." in shopper.get(url).text


@pytest.mark.parametrize("code", ["ABCDEFGH2345", "<script>alert(1)</script>", "x" * 10_000])
def test_a_forged_code_is_a_sentence_and_nothing_is_lost(shopper, eve, store, url, code):
    coupon_of(eve, store)
    data = filled(shopper.get(url), **{"coupons-order": code}, note="No onions")

    answer = shopper.post(url, data)

    assert answer.status_code == 422
    assert "This coupon cannot be used here any more." in answer.text
    assert "No onions" in answer.text
    assert "<script>alert" not in answer.text
    assert not Order.objects.exists()


def test_the_code_of_another_customer_is_refused(shopper, eve, store, url):
    coupon_of(eve, store)
    theirs = coupon_of(claimant(), store)

    answer = shopper.post(url, filled(shopper.get(url), **{"coupons-order": theirs.code}))

    assert answer.status_code == 422
    assert theirs.code not in answer.text


def test_a_coupon_that_was_used_meanwhile_is_a_sentence(shopper, eve, store, url):
    coupon_of(eve, store)
    coupon = coupon_of(eve, store, terms={"amount": Decimal(5000)})
    data = filled(shopper.get(url), note="No onions")
    move(coupon, "revoke", by=store.owner)

    answer = shopper.post(url, data)

    assert answer.status_code == 422
    assert "No onions" in answer.text
    assert not Order.objects.exists()


def test_switching_to_pickup_drops_the_coupon_for_the_delivery(shopper, eve, store, url):
    coupon = coupon_of(eve, store, terms=DELIVERY)
    page = shopper.get(url)

    pickup = shopper.post(url, filled(page, switch_to="pickup"))
    shopper.post(url, filled(pickup, address=""))

    assert "There is no delivery fee to take off." in pickup.text
    assert (total(page), total(pickup)) == ("₩18,000", "₩18,000")
    assert Order.objects.get().total == 18_000
    assert Coupon.objects.get(pk=coupon.pk).status == "issued"


def test_a_total_of_zero_needs_no_payment(shopper, eve, store, url):
    coupon_of(eve, store, terms={"amount": Decimal(50_000)})
    coupon_of(eve, store, terms=DELIVERY)

    page = shopper.get(url)
    data = filled(page)
    del data["payment"]
    answer = shopper.post(url, data)

    order = Order.objects.get()
    assert total(page) == "₩0"
    assert (order.total, order.status, order.payments.count()) == (0, "paid", 0)
    assert answer.url == order.get_absolute_url()


def test_who_changes_coupons_sees_at_once_whether_something_is_to_pay(shopper, eve, store, url):
    """htmx takes the summary, the ways to pay and the hidden fields of the answer."""
    coupon_of(eve, store, terms={"amount": Decimal(50_000)})
    free_delivery = coupon_of(eve, store, terms=DELIVERY)
    page = shopper.get(url)
    fewer = {"coupons-delivery": "none", "switch_to": "delivery"}

    answer = shopper.post(url, filled(page, **fewer), headers={"HX-Request": "true"})
    back = filled(answer, **{"coupons-delivery": free_delivery.code, "switch_to": "delivery"})
    again = shopper.post(url, back, headers={"HX-Request": "true"})

    for free in (page, again):
        assert "Nothing to pay: your coupons cover it." in free.text
        assert 'name="payment"' not in free.text
        assert "You pay on the next page." not in free.text
    assert 'name="payment" value="sandbox" checked' in answer.text
    assert "Place order · ₩3,000" in answer.text
    for part in ("summary", "payment", "proofs"):
        assert f'id="{part}"' in answer.text


def test_htmx_leaves_a_page_that_was_ordered_meanwhile(shopper, eve, store, url):
    coupon_of(eve, store)
    data = filled(shopper.get(url))
    shopper.post(url, data)

    answer = shopper.post(url, {**data, "switch_to": "delivery"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/pay/sandbox/")


def test_without_a_way_of_paying_something_that_costs_is_not_ordered(shopper, eve, store, url):
    coupon_of(eve, store)
    data = filled(shopper.get(url), note="No onions")
    del data["payment"]

    answer = shopper.post(url, data)

    assert answer.status_code == 422
    assert "Choose how to pay." in answer.text
    assert "No onions" in answer.text
    assert not Order.objects.exists()


def test_who_has_no_coupon_sees_nothing_of_them(shopper, eve, store, url):
    coupon_of(claimant(), store)

    assert 'id="coupons"' not in shopper.get(url).text


def test_page_receipt_and_mail_say_what_it_took_off(shopper, eve, store, url):
    coupon_of(eve, store, title="Spring")
    shopper.post(url, filled(shopper.get(url)))
    order = Order.objects.get()
    start_payment(order, "sandbox")
    paid = PaymentOutcome("captured", "ref-7", order.total, order.currency)
    record_outcome(order.payments.get(), paid)

    page = shopper.get(order.get_absolute_url())
    receipt = shopper.get(f"/pay/receipt/{order.number}/")
    mail = message_of(Mail.objects.get(order=order, user=eve))

    for text in (page.text, receipt.text, mail.body, mail.alternatives[0][0]):
        assert "₩3,000 off" in text
        assert "Spring" in text


def test_coupons_of_an_order_are_told_apart_by_their_campaigns_as_they_were_called(
    shopper, eve, store, url
):
    coupon = coupon_of(eve, store, title="Spring")
    coupon_of(eve, store, title="Free ride", terms=DELIVERY)
    shopper.post(url, filled(shopper.get(url)))
    Campaign.objects.filter(pk=coupon.campaign_id).update(title="Summer")

    order = Order.objects.get()
    page = shopper.get(order.get_absolute_url()).text

    names = [str(part) for part in order.adjustments.all()]
    assert names == ["Spring", "Delivery fee", "Free ride"]
    assert all(f"<dt>{name}</dt>" in page for name in names)


def test_the_page_asks_the_same_for_many_coupons(shopper, eve, store, url):
    coupon_of(eve, store)
    shopper.get(url)
    with CaptureQueriesContext(connection) as few:
        shopper.get(url)
    for amount in range(1000, 6000, 1000):
        coupon_of(eve, store, terms={"amount": Decimal(amount)})

    with CaptureQueriesContext(connection) as many:
        shopper.get(url)

    assert len(many) == len(few)


def test_coupons_cost_the_page_one_query(shopper, eve, store, url):
    shopper.get(url)
    with CaptureQueriesContext(connection) as without:
        shopper.get(url)
    coupon_of(eve, store)

    with CaptureQueriesContext(connection) as with_one:
        shopper.get(url)

    assert len(with_one) - len(without) <= 1
