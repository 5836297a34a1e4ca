"""Coupons redeemed at the counter: once, for a bill, without an order."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from core.lifecycle import AlreadyDone, MoveRefused, move
from coupons.claims import claim
from coupons.counter import RedeemedAlready, redeem, undo
from coupons.models import Coupon
from coupons.use import UseRefused
from stores.access import MemberRole
from tests.coupons.conftest import claimant, draft, published
from tests.coupons.test_use import order_with
from tests.factories import MemberFactory, OrderFactory, StoreFactory, UserFactory
from tests.racing import losers, together

BILL = Decimal(12_000)


@pytest.fixture
def coupon(campaign, eve):
    return claim(campaign, eve, press=uuid4())


@pytest.fixture
def clerk(store):
    member = MemberFactory(store=store, role=MemberRole.STAFF).user
    member.refresh_from_db()  # `is_member` is set by a trigger
    return member


def state(coupon):
    coupon.refresh_from_db()
    coupon.campaign.refresh_from_db()
    return coupon.status, coupon.saved, coupon.campaign.committed


def test_a_redeemed_coupon_takes_off_the_bill_and_is_used(coupon, store, clerk):
    redemption = redeem(store, coupon.code, BILL, by=clerk)

    assert (redemption.bill, redemption.off) == (12_000, 3000)
    assert state(coupon) == ("used", 3000, 3000)


def test_a_code_may_be_typed_in_groups(coupon, store, clerk):
    code = coupon.code.lower()

    assert redeem(store, f"{code[:4]} {code[4:8]}-{code[8:]}", BILL, by=clerk)


@pytest.mark.parametrize(
    ("terms", "bill", "off"),
    [
        ({}, 2000, 2000),
        ({"benefit": "percent", "percent": 15, "amount": None}, 9990, 1499),
        ({"benefit": "percent", "percent": 50, "amount": None, "cap": Decimal(2000)}, 9000, 2000),
        ({"benefit": "piece", "amount": None}, 4500, 4500),
    ],
)
def test_what_it_takes_off(store, eve, clerk, terms, bill, off):
    coupon = claim(published(store, terms=terms), eve, press=uuid4())

    assert redeem(store, coupon.code, Decimal(bill), by=clerk).off == off


def test_a_bill_below_its_minimum_says_how_much_is_missing(store, eve, clerk):
    campaign = published(store, terms={"minimum": Decimal(15_000)})
    coupon = claim(campaign, eve, press=uuid4())

    with pytest.raises(UseRefused, match="₩3,000 more"):
        redeem(store, coupon.code, BILL, by=clerk)
    assert state(coupon)[0] == "issued"


@pytest.mark.parametrize("code", ["", "NOTACODE", "<script>", "x" * 10_000])
def test_an_unknown_code_is_refused(store, clerk, code):
    with pytest.raises(UseRefused, match="no coupon of this store"):
        redeem(store, code, BILL, by=clerk)


def test_a_coupon_of_another_store_is_unknown_here(coupon, clerk):
    with pytest.raises(UseRefused, match="no coupon of this store"):
        redeem(StoreFactory(), coupon.code, BILL, by=clerk)


def test_a_coupon_of_the_whole_site_is_known_in_stores_of_its_currency_only(store, eve, clerk):
    root = UserFactory(is_staff=True, is_superuser=True)
    campaigns = [draft(None, currency=currency) for currency in ("USD", "KRW")]
    for campaign in campaigns:
        move(campaign, "publish", by=root)
    dollars, won = (claim(campaign, eve, press=uuid4()) for campaign in campaigns)

    with pytest.raises(UseRefused, match="no coupon of this store"):
        redeem(store, dollars.code, BILL, by=clerk)
    assert redeem(store, won.code, BILL, by=clerk).off == 3000


def test_an_expired_or_used_coupon_is_refused(coupon, store, clerk):
    with pytest.raises(UseRefused, match="expired"):
        redeem(store, coupon.code, BILL, by=clerk, now=coupon.expires_at)
    redeem(store, coupon.code, BILL, by=clerk)
    with pytest.raises(RedeemedAlready, match="₩3,000 off a bill of ₩12,000"):
        redeem(store, coupon.code, BILL + 1, by=clerk)


def test_a_coupon_for_deliveries_or_for_a_first_order_is_refused(store, eve, clerk):
    delivery = published(store, terms={"benefit": "delivery", "amount": None})
    first = published(store, terms={"first_order_only": True})
    coupons = [claim(campaign, eve, press=uuid4()) for campaign in (delivery, first)]
    OrderFactory(store=store, customer=eve)

    for coupon, reason in zip(coupons, ("for deliveries", "first order"), strict=True):
        with pytest.raises(UseRefused, match=reason):
            redeem(store, coupon.code, BILL, by=clerk)


def test_only_who_works_there_redeems(coupon, store, eve, dan):
    for stranger in (eve, dan):
        with pytest.raises(MoveRefused):
            redeem(store, coupon.code, BILL, by=stranger)
    assert not coupon.redemptions.exists()


def test_it_can_be_undone_for_two_minutes(coupon, store, clerk):
    now = timezone.now()
    redemption = redeem(store, coupon.code, BILL, by=clerk, now=now)

    undo(redemption, by=clerk, now=now + timedelta(minutes=2))

    assert state(coupon) == ("issued", 0, 0)
    assert redeem(store, coupon.code, BILL, by=clerk).off == 3000


def test_after_that_it_cannot(coupon, store, clerk):
    now = timezone.now()
    redemption = redeem(store, coupon.code, BILL, by=clerk, now=now)

    with pytest.raises(MoveRefused, match="more than two minutes ago"):
        undo(redemption, by=clerk, now=now + timedelta(minutes=2, seconds=1))
    assert state(coupon) == ("used", 3000, 3000)


def test_it_is_undone_by_that_store_only(coupon, store, clerk):
    redemption = redeem(store, coupon.code, BILL, by=clerk)

    with pytest.raises(MoveRefused):
        undo(redemption, by=StoreFactory().owner)


def test_what_was_undone_is_not_undone_again_after_it_was_redeemed_again(coupon, store, clerk):
    first = redeem(store, coupon.code, BILL, by=clerk)
    undo(first, by=clerk)
    second = redeem(store, coupon.code, BILL, by=store.owner)

    with pytest.raises(AlreadyDone):
        undo(first, by=clerk)
    second.refresh_from_db()
    assert second.undone_at is None
    assert state(coupon) == ("used", 3000, 3000)


def test_where_it_was_redeemed_is_said_to_another_store_but_not_by_whom(store, eve, clerk):
    root = UserFactory(is_staff=True, is_superuser=True)
    campaign = draft(None)
    move(campaign, "publish", by=root)
    coupon = claim(campaign, eve, press=uuid4())
    redeem(store, coupon.code, BILL, by=clerk)
    other = StoreFactory()

    with pytest.raises(RedeemedAlready) as refusal:
        redeem(other, coupon.code, BILL, by=other.owner)
    assert f"at {store}." in str(refusal.value)
    assert str(clerk) not in str(refusal.value)


def test_what_an_order_used_is_not_undone_at_the_counter(coupon, store, clerk, noodles):
    redemption = redeem(store, coupon.code, BILL, by=clerk)
    undo(redemption, by=clerk)
    order_with(noodles, coupon)

    with pytest.raises(MoveRefused):
        undo(redemption, by=clerk)


@pytest.mark.django_db(transaction=True)
def test_two_tills_redeem_it_once(coupon, store, clerk):
    tills = (clerk, store.owner)

    results = together(*(partial(redeem, store, coupon.code, BILL, by=each) for each in tills))

    assert [type(loser) for loser in losers(results)] == [RedeemedAlready]
    assert state(coupon) == ("used", 3000, 3000)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_redeems_once_and_is_no_failure(coupon, store, clerk):
    results = together(*[partial(redeem, store, coupon.code, BILL, by=clerk)] * 2)

    [repeated] = losers(results)
    assert isinstance(repeated, AlreadyDone)
    assert f"by {clerk}, ₩3,000 off a bill of ₩12,000" in str(repeated)
    assert state(coupon) == ("used", 3000, 3000)


@pytest.mark.django_db(transaction=True)
def test_counter_against_an_order(coupon, store, clerk, noodles):
    results = together(
        partial(redeem, store, coupon.code, BILL, by=clerk), partial(order_with, noodles, coupon)
    )

    assert len(losers(results)) == 1
    assert state(coupon)[0] in ("used", "reserved")
    assert state(coupon)[1:] == (3000, 3000)
    assert Coupon.objects.get().redemptions.count() == (state(coupon)[0] == "used")


@pytest.mark.django_db(transaction=True)
def test_the_last_of_the_budget_at_two_tills(store, clerk):
    campaign = published(store, budget=Decimal(4000))
    coupons = [claim(campaign, claimant(), press=uuid4()) for _ in range(2)]

    results = together(*(partial(redeem, store, each.code, BILL, by=clerk) for each in coupons))

    assert [type(loser) for loser in losers(results)] == [UseRefused]
    campaign.refresh_from_db()
    assert campaign.committed == 3000
