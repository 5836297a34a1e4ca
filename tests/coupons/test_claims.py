"""Claiming coupons: who gets one, who does not, and why."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import TAKE_ONE, AllGone, AlreadyClaimed, ClaimRefused, claim
from coupons.models import Benefit, Campaign, CampaignPhase, Coupon
from orders.statuses import Status
from tests.coupons.conftest import claimant, published
from tests.factories import OrderFactory, StoreFactory, UserFactory

DAY = timedelta(days=1)
NOW = timezone.now()


def issued(campaign):
    campaign.refresh_from_db()
    return campaign.issued


def test_a_claim_issues_a_coupon_by_the_terms_of_now(campaign, eve):
    now = timezone.now()

    coupon = claim(campaign, eve, press=uuid4(), now=now)

    assert (coupon.customer, coupon.terms, coupon.status) == (eve, campaign.terms, "issued")
    assert coupon.expires_at == now + 30 * DAY
    assert issued(campaign) == 1
    assert [step.verb for step in coupon.history.all()] == ["start"]


def test_the_same_press_returns_the_same_coupon(campaign, eve):
    press = uuid4()

    assert claim(campaign, eve, press=press) == claim(campaign, eve, press=press)
    assert issued(campaign) == 1


def test_the_press_of_another_person_is_another(store, eve):
    campaign, press = published(store), uuid4()

    assert claim(campaign, eve, press=press) != claim(campaign, claimant(), press=press)


def test_the_last_one_is_issued_and_no_more(store):
    campaign = published(store, total=2)
    for _person in range(2):
        claim(campaign, claimant(), press=uuid4())

    with pytest.raises(AllGone, match="All of these coupons are gone"):
        claim(campaign, claimant(), press=uuid4())

    assert issued(campaign) == Coupon.objects.count() == 2


def test_the_loser_of_a_race_leaves_nothing_behind(store, eve):
    """The campaign was read before the last coupon went."""
    campaign = published(store, total=1)
    read_before = Campaign.objects.select_related("terms").get(pk=campaign.pk)
    claim(campaign, claimant(), press=uuid4())

    with pytest.raises(AllGone):
        claim(read_before, eve, press=uuid4())

    assert not eve.coupons.exists()


def test_the_database_refuses_one_too_many(store):
    campaign = published(store, total=1, issued=1)

    with pytest.raises(IntegrityError, match="campaign_issues_its_total"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(issued=2)


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [(DAY, None, "cannot be claimed yet"), (-2 * DAY, -DAY, "can no longer be claimed")],
)
def test_a_claim_outside_its_time_is_refused(store, eve, opens, closes, sentence):
    campaign, now = published(store), timezone.now()
    campaign.opens_at, campaign.closes_at = now + opens, closes and now + closes
    campaign.save()

    with pytest.raises(ClaimRefused, match=sentence):
        claim(campaign, eve, press=uuid4())


@pytest.mark.parametrize("verbs", [["pause"], ["close"], ["pause", "close"]])
def test_a_paused_or_closed_campaign_issues_nothing(campaign, eve, verbs):
    for verb in verbs:
        move(campaign, verb, by=campaign.store.owner)

    with pytest.raises(ClaimRefused, match="can no longer be claimed"):
        claim(campaign, eve, press=uuid4())


def test_after_a_pause_it_goes_on(campaign, eve):
    for verb in ("pause", "resume"):
        move(campaign, verb, by=campaign.store.owner)

    assert claim(campaign, eve, press=uuid4())


def test_an_address_that_is_not_confirmed_gets_none(campaign):
    with pytest.raises(ClaimRefused, match="confirm your e-mail"):
        claim(campaign, UserFactory(), press=uuid4())


def test_a_customer_gets_as_many_as_the_campaign_says(store, eve):
    campaign = published(store, per_customer=2)
    for _press in range(2):
        claim(campaign, eve, press=uuid4())

    with pytest.raises(AlreadyClaimed, match="You have 2 of these coupons"):
        claim(campaign, eve, press=uuid4())

    assert [coupon.ordinal for coupon in eve.coupons.order_by("pk")] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        {"email": "eve.one+more@gmail.com", "phone": ""},
        {"email": "EVEONE@googlemail.com".lower(), "phone": ""},
        {"phone": "+82 10-1234-5678"},
    ],
)
def test_a_person_is_recognised_behind_another_account(campaign, other):
    claim(campaign, claimant(email="eveone@gmail.com", phone="010-1234-5678"), press=uuid4())

    with pytest.raises(AlreadyClaimed, match="You have this coupon already"):
        claim(campaign, claimant(**other), press=uuid4())


def test_who_takes_over_a_phone_can_claim_the_rest(store):
    campaign = published(store, per_customer=2)
    before, after = claimant(phone="010-1111-1111"), claimant(phone="010-2222-2222")
    claim(campaign, before, press=uuid4())
    before.phone = "010-2222-2222"
    claim(campaign, before, press=uuid4())

    coupon = claim(campaign, after, press=uuid4())

    assert coupon.customer == after
    with pytest.raises(AlreadyClaimed):
        claim(campaign, after, press=uuid4())


def test_people_without_a_phone_are_not_the_same_person(campaign):
    for _person in range(2):
        assert claim(campaign, claimant(phone=""), press=uuid4())


@pytest.mark.parametrize("code", ["", "WINTER", "GIMCHI", "<script>"])
def test_a_wrong_code_is_refused(store, eve, code):
    campaign = published(store, audience="code", secret_code="KIMCHI-24")

    with pytest.raises(ClaimRefused, match="not the code"):
        claim(campaign, eve, press=uuid4(), code=code)


def test_a_code_may_be_typed_in_any_way(store, eve):
    campaign = published(store, audience="code", secret_code="KIMCHI-24")

    assert claim(campaign, eve, press=uuid4(), code=" kimchi 24")


@pytest.mark.parametrize("status", [Status.PENDING, Status.COMPLETED])
@pytest.mark.parametrize("known_by", ["customer", "email", "phone"])
def test_a_coupon_for_a_first_order_is_not_for_who_has_ordered(store, eve, status, known_by):
    campaign = published(store, terms={"first_order_only": True})
    known = {known_by: eve if known_by == "customer" else getattr(eve, known_by)}
    OrderFactory(store=store, status=status, **known)

    with pytest.raises(ClaimRefused, match="for a first order"):
        claim(campaign, eve, press=uuid4())


def test_orders_that_came_to_nothing_or_elsewhere_do_not_count_as_a_first(store, eve):
    campaign = published(store, terms={"first_order_only": True})
    OrderFactory(store=store, status=Status.CANCELLED, customer=eve)
    OrderFactory(store=StoreFactory(), status=Status.COMPLETED, customer=eve)

    assert claim(campaign, eve, press=uuid4())


def test_what_was_claimed_keeps_its_terms(campaign, eve):
    coupon = claim(campaign, eve, press=uuid4())
    terms = {"benefit": Benefit.PERCENT, "percent": 5, "valid_days": 1}
    campaign.terms = campaign.versions.create(version=2, **terms)
    campaign.save(update_fields=["terms"])

    coupon.refresh_from_db()
    assert (coupon.terms.amount, coupon.terms.version) == (3000, 1)
    assert claim(campaign, claimant(), press=uuid4()).terms.version == 2


def test_a_claim_by_terms_that_were_just_changed_is_refused(campaign, eve):
    read_before = Campaign.objects.select_related("terms").get(pk=campaign.pk)
    terms = {"benefit": Benefit.PERCENT, "percent": 5, "valid_days": 1}
    campaign.terms = campaign.versions.create(version=2, **terms)
    campaign.save(update_fields=["terms"])

    with pytest.raises(ClaimRefused, match="changed just now"):
        claim(read_before, eve, press=uuid4())


def test_terms_are_never_changed(campaign):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        campaign.versions.update(amount=1)


def test_nobody_claims_what_no_budget_is_left_for(store, eve):
    campaign = published(store, budget=Decimal(3000))
    read = Campaign.objects.get(pk=campaign.pk)
    Campaign.objects.filter(pk=campaign.pk).update(committed=3000)

    with pytest.raises(AllGone):
        claim(read, eve, press=uuid4())

    campaign.refresh_from_db()
    assert campaign.phase(timezone.now()) == CampaignPhase.SOLD_OUT
    assert not Campaign.objects.open_at(timezone.now()).exists()
    Campaign.objects.filter(pk=campaign.pk).update(committed=2999)
    campaign.refresh_from_db()
    assert claim(campaign, eve, press=uuid4()).campaign == campaign


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"issued": 10},
        {"opens_at": NOW + DAY},
        {"opens_at": NOW},
        {"closes_at": NOW},
        {"closes_at": NOW + timedelta(microseconds=1)},
        {"budget": Decimal(3000), "committed": Decimal(3000)},
        {"budget": Decimal(3000), "committed": Decimal(2999)},
    ],
)
def test_the_guarded_update_and_the_lists_ask_for_the_same(campaign, fields):
    Campaign.objects.filter(pk=campaign.pk).update(**{"opens_at": NOW - DAY, **fields})

    listed = is_listed(campaign)
    assert can_take_one(campaign) == listed


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_neither_takes_a_campaign_that_is_not_published(campaign, verb):
    move(campaign, verb, by=campaign.store.owner)

    assert can_take_one(campaign) is is_listed(campaign) is False


def is_listed(campaign):
    """Whether lists show it as open, which its phase says, too."""
    campaign.refresh_from_db()
    is_open = Campaign.objects.open_at(NOW).filter(pk=campaign.pk).exists()
    assert is_open == (campaign.phase(NOW) == CampaignPhase.LIVE)
    return is_open


def can_take_one(campaign):
    eve = claimant()
    with connection.cursor() as cursor:
        cursor.execute(TAKE_ONE, [campaign.pk, campaign.terms_id, NOW, NOW, eve.pk, eve.email])
        return cursor.fetchone() is not None
