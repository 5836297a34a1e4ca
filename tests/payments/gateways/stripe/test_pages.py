"""The pages of the site that lead to Stripe."""

import pytest
from django.urls import reverse

from devtools.stubs.stripe import SECRET_KEY
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from payments.models import Payment
from tests.checkout.test_checkout import filled
from tests.factories import place


def test_stripe_is_offered_where_its_key_is_set(client, ann, noodles, stripe_stub):
    order = place(ann, noodles)
    client.force_login(ann)

    answer = client.post(f"/pay/{order.number}/", {"payment": "stripe"})

    assert answer.url.startswith(stripe_stub.url)
    assert Payment.objects.get().session.startswith("cs_")


@pytest.mark.parametrize("page", ["pay", "checkout"])
def test_a_form_may_end_at_stripe_where_it_is_switched_on(client, ann, noodles, settings, page):
    client.force_login(ann)
    if page == "pay":
        url = f"/pay/{place(ann, noodles).number}/"
    else:
        add_to_cart(CartOwner(user=ann), noodles, [], 1)
        url = reverse("checkout:checkout", args=[noodles.section.store.slug])

    policies = []
    for settings.STRIPE_SECRET_KEY in ("", SECRET_KEY):
        answer = client.get(url)
        assert answer.status_code == 200
        policies.append("https://checkout.stripe.com" in answer["Content-Security-Policy"])

    assert policies == [False, True]


def test_coming_back_over_and_over_asks_stripe_no_more_than_is_needed(
    client, ann, stripe_stub, stripe_payment
):
    client.force_login(ann)
    back, asked = f"/pay/return/{stripe_payment.key}/", len(stripe_stub.asked)

    answers = [client.get(back) for _time in range(40)]

    assert {answer.status_code for answer in answers} == {302}
    assert answers[-1].url == stripe_payment.order.get_absolute_url()
    assert len(stripe_stub.asked) - asked == 30


@pytest.mark.parametrize("mode", ["500", "cut", "garbage", "429"])
def test_where_stripe_fails_the_ways_to_pay_are_shown_with_the_reason(
    client, ann, noodles, stripe_stub, mode
):
    url = f"/pay/{place(ann, noodles).number}/"
    client.force_login(ann)
    stripe_stub.misbehave(mode)

    answer = client.post(url, {"payment": "stripe"}, follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "Stripe did not" in answer.text


def test_an_order_placed_while_stripe_fails_can_be_paid_later(client, ann, noodles, stripe_stub):
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    client.force_login(ann)
    page = reverse("checkout:checkout", args=[noodles.section.store.slug])
    stripe_stub.misbehave("500_after")

    failed = client.post(page, filled(client.get(page), payment="stripe"))
    order = Order.objects.get()
    again = client.post(failed.url, {"payment": "stripe"})

    assert failed.url == f"/pay/{order.number}/"
    assert again.url.startswith(f"{stripe_stub.url}/c/pay/")
    assert len(stripe_stub.books()) == 1
