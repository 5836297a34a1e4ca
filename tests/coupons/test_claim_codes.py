"""Codes made in bulk, each for one coupon: made, voided, exchanged once; and what else must be refused."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.lifecycle import MoveForbidden, MoveRefused, move
from coupons.campaigns import CampaignRefused, CampaignValues, change_campaign, edit_version
from coupons.claim_codes import CodesRefused, code_counts, make_codes, void_codes
from coupons.claim_refusals import AllGone, AlreadyClaimed, WrongCode
from coupons.claims import claim
from coupons.codes import grouped_code
from coupons.counter import redeem
from coupons.models import ClaimCode, Coupon
from coupons.use import UseRefused
from tests.coupons.conftest import claimant, draft, published
from tests.racing import losers, together


@pytest.fixture
def campaign(store):
    return published(store, audience="codes", total=50)


def made(campaign, number=1):
    """Codes of the campaign, made by who runs it."""
    seen = code_counts(campaign).made
    make_codes(campaign, number, by=campaign.store.owner, seen=seen)
    return list(campaign.claim_codes.order_by("pk")[seen:])


def claim_by(code, user, **fields):
    return claim(code.campaign, user, press=uuid4(), code=str(code), **fields)


def counts(campaign):
    found = code_counts(campaign)
    return found.made, found.claimed, found.unclaimed, found.voided


def change(campaign, **fields):
    values = CampaignValues(fields, {})
    change_campaign(campaign, values, by=campaign.store.owner, seen=edit_version(campaign))


def test_made_codes_are_all_different_and_of_twelve_characters(campaign):
    codes = {str(code) for code in made(campaign, 50)}

    assert len(codes) == 50
    assert {len(code) for code in codes} == {12}
    assert counts(campaign) == (50, 0, 50, 0)


def test_it_is_in_the_history_how_many_were_made_and_voided(campaign):
    made(campaign, 3)
    void_codes(campaign, by=campaign.store.owner)

    steps = campaign.history.order_by("-pk").values_list("verb", "note")[:2]

    assert list(steps) == [("void_codes", "3"), ("make_codes", "3")]


def test_a_code_is_exchanged_for_one_coupon(campaign, eve):
    [code] = made(campaign)

    coupon = claim_by(code, eve)

    code.refresh_from_db()
    assert (code.coupon, code.claimed_at) == (coupon, coupon.issued_at)
    assert counts(campaign) == (1, 1, 0, 0)
    with pytest.raises(WrongCode, match="used already"):
        claim_by(code, claimant())


def test_a_code_is_typed_as_people_read_it(campaign, eve):
    [code] = made(campaign)
    typed = grouped_code(str(code)).lower().replace("-", " - ", 1)

    assert claim(campaign, eve, press=uuid4(), code=typed)


@pytest.mark.parametrize("typed", ["", "NOTACODE2345", "<script>", "x" * 10_000])
def test_an_unknown_code_is_refused(campaign, eve, typed):
    made(campaign)

    with pytest.raises(WrongCode, match="not the code"):
        claim(campaign, eve, press=uuid4(), code=typed)


def test_a_code_of_another_campaign_is_unknown(campaign, store, eve):
    [other] = made(published(store, audience="codes"))

    with pytest.raises(WrongCode, match="not the code"):
        claim(campaign, eve, press=uuid4(), code=str(other))


def test_who_enters_an_own_code_again_gets_the_same_coupon(store, eve):
    [code, _spare] = made(published(store, audience="codes", per_customer=2), 2)

    assert claim_by(code, eve) == claim_by(code, eve)
    assert Coupon.objects.count() == 1


def test_a_used_code_shows_its_coupon_to_no_other_account_with_that_phone(campaign, eve):
    [code] = made(campaign)
    claim_by(code, eve)

    with pytest.raises(WrongCode, match="used already"):
        claim_by(code, claimant(phone=eve.phone))


def test_one_person_gets_no_more_than_one_may_have(campaign, eve):
    first, second = made(campaign, 2)
    claim_by(first, eve)

    with pytest.raises(AlreadyClaimed):
        claim_by(second, eve)
    assert counts(campaign) == (2, 1, 1, 0)


def test_a_refused_claim_leaves_its_code_unclaimed(campaign, eve):
    [code] = made(campaign)
    campaign.issued = campaign.total
    campaign.save(update_fields=["issued"])

    with pytest.raises(AllGone):
        claim_by(code, eve)
    assert counts(campaign) == (1, 0, 1, 0)


def test_a_voided_code_is_refused_and_a_claimed_one_stays(campaign, eve):
    first, second = made(campaign, 2)
    coupon = claim_by(first, eve)

    assert void_codes(campaign, by=campaign.store.owner) == 1

    with pytest.raises(WrongCode, match="no longer valid"):
        claim_by(second, claimant())
    assert coupon.is_usable(timezone.now())
    assert counts(campaign) == (2, 1, 0, 1)
    with pytest.raises(CodesRefused, match="no unclaimed"):
        void_codes(campaign, by=campaign.store.owner)


def test_there_are_never_more_codes_than_coupons_left(campaign, store, eve):
    claim_by(made(campaign, 40)[0], eve)

    with pytest.raises(CodesRefused, match="from 1 to 10"):
        made(campaign, 11)
    made(campaign, 10)
    with pytest.raises(CodesRefused, match="for all coupons"):
        made(campaign, 1)
    void_codes(campaign, by=store.owner)
    assert len(made(campaign, 49)) == 49


def test_at_most_ten_thousand_are_made_at_once(store):
    campaign = published(store, audience="codes", total=20_000)

    for number in (10_001, 0, -1):
        with pytest.raises(CodesRefused, match="from 1 to 10000"):
            made(campaign, number)


def test_a_double_click_makes_them_once(campaign, store):
    make_codes(campaign, 5, by=store.owner, seen=0)

    with pytest.raises(CodesRefused, match="There are 5 codes now"):
        make_codes(campaign, 5, by=store.owner, seen=0)
    assert counts(campaign)[0] == 5


def test_only_who_runs_the_campaign_makes_and_voids_them(campaign, dan):
    made(campaign, 2)

    with pytest.raises(MoveForbidden):
        make_codes(campaign, 1, by=dan, seen=2)
    with pytest.raises(MoveForbidden):
        void_codes(campaign, by=dan)
    assert counts(campaign) == (2, 0, 2, 0)


def test_a_closed_campaign_and_one_without_codes_make_none(campaign, store):
    everybody = published(store)
    move(campaign, "close", by=store.owner)

    for each in (campaign, everybody):
        with pytest.raises(MoveRefused):
            made(each)
    assert not ClaimCode.objects.exists()


def test_codes_are_made_before_publishing(store, eve):
    campaign = draft(store, audience="codes")
    [code] = made(campaign)
    move(campaign, "publish", by=store.owner)

    assert claim(campaign, eve, press=uuid4(), code=str(code))


def test_the_campaign_is_not_changed_so_that_a_code_cannot_be_claimed(campaign):
    made(campaign, 20)

    with pytest.raises(CampaignRefused, match="there are 20"):
        change(campaign, total=19)
    with pytest.raises(CampaignRefused, match="void them first"):
        change(campaign, audience="everybody")
    change(campaign, total=20)
    void_codes(campaign, by=campaign.store.owner)
    change(campaign, audience="everybody")


@pytest.mark.parametrize("change", [{"code": "X" * 12}, {"coupon": None}, {"voided_at": None}])
def test_the_database_refuses_to_change_a_code(campaign, eve, change):
    claimed, voided = made(campaign, 2)
    claim_by(claimed, eve)
    void_codes(campaign, by=campaign.store.owner)

    for code in (claimed, voided):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            ClaimCode.objects.filter(pk=code.pk).update(**change)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ClaimCode.objects.all()._raw_delete("default")


def test_at_the_counter_a_code_is_no_coupon_yet(campaign, store):
    [code] = made(campaign)

    with pytest.raises(UseRefused, match="first gets the coupon"):
        redeem(store, str(code), 12_000, by=store.owner)


@pytest.mark.django_db(transaction=True)
def test_twenty_customers_with_one_code_get_one_coupon(campaign):
    [code] = made(campaign)

    results = together(*(partial(claim_by, code, claimant()) for _number in range(20)))

    refusals = losers(results)
    assert {type(refusal) for refusal in refusals} == {WrongCode}
    assert {str(refusal) for refusal in refusals} == {
        "This code was used already: each is for one coupon."
    }
    assert (len(refusals), Coupon.objects.count()) == (19, 1)
    campaign.refresh_from_db()
    assert campaign.issued == 1


@pytest.mark.django_db(transaction=True)
def test_voiding_while_they_are_claimed_ends_each_one_way(campaign):
    codes = made(campaign, 8)
    claims = [partial(claim_by, code, claimant()) for code in codes]

    results = together(*claims, partial(void_codes, campaign, by=campaign.store.owner))

    assert {type(loser) for loser in losers(results)} <= {WrongCode, CodesRefused}
    total, claimed, unclaimed, voided = counts(campaign)
    campaign.refresh_from_db()
    assert (total, claimed + voided, unclaimed) == (8, 8, 0)
    assert campaign.issued == claimed == Coupon.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_who_make_codes_at_once_make_them_once(campaign, store):
    makes = [partial(make_codes, campaign, 30, by=store.owner, seen=0)] * 2

    assert [type(loser) for loser in losers(together(*makes))] == [CodesRefused]
    assert counts(campaign)[0] == 30


@pytest.mark.django_db(transaction=True)
def test_voiding_does_not_wait_for_a_code_that_is_being_claimed(campaign):
    """Its claim waits for the campaign, which voiding has locked."""
    first, _second = made(campaign, 2)

    with transaction.atomic():
        ClaimCode.objects.select_for_update().get(pk=first.pk)  # as its claim until it commits
        [voided] = together(partial(void_codes, campaign, by=campaign.store.owner))

    assert voided == 1
    assert counts(campaign) == (2, 0, 1, 1)
