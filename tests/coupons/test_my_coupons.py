"""The coupons that one has: in order, with code and QR; and the inbox that confirms each claim."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.lifecycle import move
from core.templatetags.moments import clock
from coupons.cards import qr_code
from coupons.claims import claim
from coupons.codes import grouped_code
from coupons.counter import redeem, undo
from coupons.models import Coupon
from notifications.models import Mail, Notice
from tests.coupons.conftest import claimant, published
from tests.coupons.test_use import order_with, pay

MINE = "/coupons/mine/"


@pytest.fixture
def reader(client, eve):
    client.force_login(eve)
    return client


def coupon_of(user, store, *, days=30, **fields):
    terms = {"valid_days": days}
    return claim(published(store, terms=terms, **fields), user, press=uuid4())


def expire(coupon):
    past = timezone.now() - timedelta(hours=1)
    Coupon.objects.filter(pk=coupon.pk).update(expires_at=past)


def codes_on(page):
    return re.findall(r"<code>(.+?)</code>", page.text)


def test_what_ends_soon_is_first_and_the_past_last(reader, eve, store):
    late, soon, past, revoked = (coupon_of(eve, store, days=days) for days in (30, 2, 5, 9))
    expire(past)
    move(revoked, "revoke", by=store.owner)

    page = reader.get(MINE)

    expected = [grouped_code(coupon.code) for coupon in (soon, late, revoked, past)]
    assert codes_on(page) == expected
    assert page.text.count("coupon-soon") == 1
    for label in ("Ready to use", "Expired", "Revoked"):
        assert label in page.text


def test_only_a_usable_coupon_has_a_qr_code_that_is_named(reader, eve, store):
    usable = coupon_of(eve, store)
    expire(coupon_of(eve, store))

    page = reader.get(MINE).text

    pictures = re.findall(r'<figure.+?src="(.+?)".+? alt="(.+?)"', page)
    assert pictures == [
        (f"/coupons/mine/{usable.press}.svg", f"QR code of {grouped_code(usable.code)}")
    ]


def test_the_qr_code_is_its_holders_only(reader, eve, store):
    mine, foreign = coupon_of(eve, store), coupon_of(claimant(), store)

    answer = reader.get(f"/coupons/mine/{mine.press}.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content == qr_code(mine)
    assert "private" in answer["Cache-Control"]
    assert reader.get(f"/coupons/mine/{foreign.press}.svg").status_code == 404


def test_a_reserved_and_a_used_one_lead_to_the_order(reader, eve, store, noodles):
    coupon = coupon_of(eve, store)
    order = order_with(noodles, coupon)

    reserved = reader.get(MINE).text
    pay(order)
    used = reader.get(MINE).text

    assert f'href="{order.get_absolute_url()}">For order {order.number}' in reserved
    assert f"Took ₩3,000 off order {order.number}" in used


def test_one_used_at_the_counter_says_what_it_took_off_where_and_when(reader, eve, store):
    coupon = coupon_of(eve, store)
    redemption = redeem(store, coupon.code, 12_000, by=store.owner)

    used = reader.get(MINE).text
    undo(redemption, by=store.owner)

    assert f"Took ₩3,000 off at the counter of {store}: {clock(redemption.at)}" in used
    assert "at the counter of" not in reader.get(MINE).text


def test_the_coupons_of_others_are_not_there(reader, eve, store):
    coupon_of(claimant(), store)

    page = reader.get(MINE)

    assert codes_on(page) == []
    assert "No coupons yet" in page.text


def test_a_visitor_signs_in(client):
    assert client.get(MINE).url == f"/accounts/login/?next={MINE}"


def test_the_account_menu_leads_there(reader):
    assert f'href="{MINE}"' in reader.get(MINE).text


def test_the_list_asks_the_same_for_many(reader, eve, store):
    redeem(store, coupon_of(eve, store).code, 12_000, by=store.owner)
    with CaptureQueriesContext(connection) as few:
        reader.get(MINE)
    for _each in range(6):
        coupon_of(eve, store)
        redeem(store, coupon_of(eve, store).code, 12_000, by=store.owner)

    with CaptureQueriesContext(connection) as many:
        reader.get(MINE)

    assert len(many) == len(few)


def test_a_claim_is_confirmed_in_the_inbox_without_a_mail(reader, eve, store):
    coupon_of(eve, store, title="Spring lunch")

    notice = Notice.objects.get(user=eve)
    page = reader.get("/inbox/").text

    assert "Your coupon: ₩3,000 off" in page
    assert "“Spring lunch” is yours" in page
    assert notice.link == MINE
    assert not Mail.objects.exists()
