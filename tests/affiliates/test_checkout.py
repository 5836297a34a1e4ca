"""Attribution: the last click in time, or a code typed at the checkout, which may carry a coupon."""

import copy
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from affiliates.checkout import CodeForm
from affiliates.models import Attribution, Sale
from affiliates.partners import add_code
from core.lifecycle import move
from coupons.models import Audience, Coupon
from orders.cart_baskets import CartBasket
from orders.carts import CartOwner
from orders.models import Order
from tests.affiliates.conftest import approved, come_by
from tests.coupons.conftest import published, verified
from tests.factories import StoreFactory, UserFactory
from tests.page_forms import forms_of
from tests.racing import together


def cart_of(client, product):
    client.post(f"/cart/add/{product.pk}/")
    return f"/checkout/{product.section.store.slug}/"


def fields_of(client, page):
    text = client.get(page).content.decode()
    [form] = [form for form in forms_of(page, text) if form.action == page]
    form.fields.pop("switch_to", None)
    who = {"name": "Gail", "phone": "010-9999-1111", "email": "gail@example.com"}
    return {**form.fields, **who, "fulfilment": "pickup", "payment": "sandbox"}


def buy(client, product, **changed):
    """The answer to placing an order for pickup."""
    page = cart_of(client, product)
    switched = client.post(page, {**fields_of(client, page), "switch_to": "pickup"})
    [form] = [f for f in forms_of(page, switched.content.decode()) if f.action == page]
    form.fields.pop("switch_to", None)
    return client.post(page, {**fields_of(client, page), **form.fields, **changed})


def test_an_order_is_of_the_partner_whose_link_was_clicked_last(client, tea, code, partner):
    other = add_code(approved(partner.programme, UserFactory(phone="")), "LAST-ONE")
    come_by(client, code)
    come_by(client, other)

    assert buy(client, tea).status_code == 302

    attribution = Attribution.objects.get()
    assert (attribution.code, attribution.is_typed) == (other, False)
    assert attribution.order == Order.objects.get()


def test_a_typed_code_wins(client, tea, code, partner):
    come_by(client, add_code(partner, "CLICKED"))

    buy(client, tea, **{"affiliates-code": " pat-tea "})

    attribution = Attribution.objects.get()
    assert (attribution.code, attribution.is_typed) == (code, True)


@pytest.mark.parametrize(("days", "counts"), [(29, True), (31, False)])
def test_a_click_counts_within_the_window(client, tea, code, days, counts):
    come_by(client, code, timezone.now() - timedelta(days=days))

    buy(client, tea)

    assert Attribution.objects.exists() == counts


def test_a_click_of_another_store_or_a_paused_partner_does_not_count(client, tea, code, bea):
    come_by(client, code)
    move(code.partner, "pause", by=bea, note="Wrong claims")

    buy(client, tea)

    assert not Attribution.objects.exists()


def test_an_unknown_code_is_refused_and_nothing_lost(client, tea, code):
    answer = buy(client, tea, **{"affiliates-code": "NO-SUCH", "note": "Ring twice"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "We do not know this code" in page
    assert "Ring twice" in page
    assert "NO-SUCH" in page
    assert not Order.objects.exists()


def test_a_partners_code_of_another_store_is_unknown(client, code):
    from tests.factories import ProductFactory

    elsewhere = ProductFactory(store=StoreFactory())

    assert buy(client, elsewhere, **{"affiliates-code": code.code}).status_code == 422


@pytest.fixture
def gail(db):
    client = Client()
    client.force_login(verified(UserFactory(name="Gail", phone="010-3333-4444")))
    return client


def apply_code(client, product, code):
    page = cart_of(client, product)
    return client.post(
        page, {**fields_of(client, page), "affiliates-code": code, "switch_to": "pickup"}
    )


def test_the_same_field_takes_a_coupons_code(gail, noodles, store):
    published(store, audience=Audience.CODE, secret_code="TEA-3000")

    shown = apply_code(gail, noodles, "tea3000")

    coupon = Coupon.objects.get()
    assert f'value="{coupon.code}" checked' in shown.content.decode()


def test_a_partners_code_may_carry_a_coupon(gail, noodles, code, store):
    code.campaign = published(store)
    code.save()
    page = f"/checkout/{store.slug}/"

    shown = apply_code(gail, noodles, code.code)
    [form] = [f for f in forms_of(page, shown.content.decode()) if f.action == page]
    form.fields.pop("switch_to", None)
    placed = gail.post(page, {**form.fields, "payment": "sandbox"})

    order = Order.objects.get()
    assert (placed.status_code, order.total) == (302, 6000)
    assert order.attribution.code == code
    assert Coupon.objects.get().order == order


def test_a_guests_order_counts_though_a_coupon_needs_an_account(client, noodles, code, store):
    code.campaign = published(store)
    code.save()

    shown = apply_code(client, noodles, code.code).content.decode()
    buy(client, noodles, **{"affiliates-code": code.code})

    assert "Sign in to use the coupon" in shown
    assert Attribution.objects.get().code == code


def test_validation_claims_nothing(gail, noodles, store):
    published(store, audience=Audience.CODE, secret_code="TEA-3000")
    buyer = CartOwner(user=verified(UserFactory()), visitor_key=None)

    form = CodeForm(
        {"affiliates-code": "TEA-3000"},
        basket=CartBasket(buyer, store.slug),
        buyer=buyer,
        prefix="affiliates",
    )
    form.basket.store = store

    assert form.is_valid()
    assert (form.fills, Coupon.objects.count()) == ({}, 0)


def test_a_page_that_is_sent_twice_claims_one_coupon(gail, noodles, store):
    published(store, audience=Audience.CODE, secret_code="TEA-3000", per_customer=3)
    page = cart_of(gail, noodles)
    fields = {**fields_of(gail, page), "affiliates-code": "TEA-3000", "switch_to": "pickup"}

    pages = [gail.post(page, fields).content.decode() for _press in range(2)]

    coupon = Coupon.objects.get()
    assert all(f'value="{coupon.code}" checked' in text for text in pages)


def test_an_order_that_is_sent_twice_claims_one_coupon(gail, noodles, store):
    published(store, audience=Audience.CODE, secret_code="TEA-3000", per_customer=3)
    page = f"/checkout/{store.slug}/"
    shown = apply_code(gail, noodles, "TEA-3000").content.decode()
    [form] = [f for f in forms_of(page, shown) if f.action == page]
    form.fields.pop("switch_to", None)

    answers = [gail.post(page, {**form.fields, "payment": "sandbox"}) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Coupon.objects.get().order == Order.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_typed_code_and_its_order_are_sent_three_times_at_once(gail, noodles, code, store):
    code.campaign = published(store, per_customer=3)
    code.save()
    page = cart_of(gail, noodles)
    typed = {**fields_of(gail, page), "affiliates-code": code.code}

    shown = pressed(gail, page, {**typed, "switch_to": "pickup"})
    [form] = [f for f in forms_of(page, shown[0].content.decode()) if f.action == page]
    form.fields.pop("switch_to", None)
    placed = pressed(gail, page, {**form.fields, "payment": "sandbox"})

    assert [answer.status_code for answer in [*shown, *placed]] == [200] * 3 + [302] * 3
    assert Coupon.objects.get().order == Order.objects.get()
    assert Attribution.objects.get().code == code


def pressed(client, page, data):
    """The answers to the same page sent three times at once."""
    browsers = [copy.copy(client) for _ in range(3)]
    return together(*[partial(each.post, page, data) for each in browsers])


def test_a_coupon_that_was_deselected_stays_so(gail, noodles, store):
    published(store, audience=Audience.CODE, secret_code="TEA-3000")
    apply_code(gail, noodles, "TEA-3000")
    page = f"/checkout/{store.slug}/"

    shown = gail.post(
        page,
        {
            **fields_of(gail, page),
            "affiliates-code": "TEA-3000",
            "coupons-order": "none",
            "switch_to": "pickup",
        },
    )

    assert 'value="none" checked' in shown.content.decode()


def test_utm_is_stored_with_the_order(client, tea, link):
    from tests.affiliates.conftest import CHROME

    client.get(f"{link}?utm_source=insta&utm_campaign=spring", headers={"user-agent": CHROME})

    buy(client, tea)

    attribution = Attribution.objects.get()
    assert (attribution.source, attribution.campaign) == ("insta", "spring")
    assert not Sale.objects.exists()  # it is not paid yet
