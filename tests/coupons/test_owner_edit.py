"""Editing a campaign: versions of its terms, what is refused, two editors."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from coupons.claims import claim
from coupons.models import Campaign, Terms
from tests.coupons.campaign_form import edit_url, refilled
from tests.coupons.conftest import claimant, draft, published

SEOUL = ZoneInfo("Asia/Seoul")


def test_saving_without_a_change_makes_no_version(owner, store):
    campaign = published(store, closes_at=timezone.now() + timedelta(days=3, seconds=7))

    answer = owner.post(edit_url(campaign), refilled(owner, campaign))

    assert answer.status_code == 302
    after = Campaign.objects.get()
    assert (after.terms_id, after.opens_at) == (campaign.terms_id, campaign.opens_at)
    assert [step.verb for step in after.history.all()] == ["publish"]
    assert Terms.objects.count() == 1


def test_a_change_is_another_version_and_issued_coupons_have_theirs(owner, store, eve):
    campaign = published(store)
    coupon = claim(campaign, eve, press=uuid4())

    page = owner.get(edit_url(campaign)).text
    owner.post(edit_url(campaign), refilled(owner, campaign, amount="5,000", title="More"))

    after = Campaign.objects.get()
    coupon.refresh_from_db()
    assert "Coupons that are claimed already keep their terms." in page
    assert (after.title, after.terms.version, after.terms.amount) == ("More", 2, 5000)
    assert coupon.terms.amount == 3000
    assert [step.verb for step in after.history.all()] == ["publish", "change"]


def test_a_new_title_alone_makes_no_version(owner, store):
    campaign = draft(store)

    owner.post(edit_url(campaign), refilled(owner, campaign, title="Better"))

    assert (Campaign.objects.get().title, Terms.objects.count()) == ("Better", 1)


def test_a_quantity_below_what_is_claimed_is_refused(owner, store):
    campaign = published(store)
    for _number in range(2):
        claim(campaign, claimant(), press=uuid4())

    answer = owner.post(edit_url(campaign), refilled(owner, campaign, total="1"))

    assert answer.status_code == 422
    assert "2 of them are claimed already" in answer.context["form"].errors["total"][0]
    assert Campaign.objects.get().total == 10


def test_a_budget_below_what_is_used_is_refused(owner, store):
    campaign = published(store, budget=Decimal(50_000))
    Campaign.objects.update(committed=Decimal(20_000))

    answer = owner.post(edit_url(campaign), refilled(owner, campaign, budget="10000"))

    assert "₩20,000 of it is used already" in answer.context["form"].errors["budget"][0]


def test_the_second_of_two_editors_learns_of_the_first(owner, store):
    campaign = draft(store)
    early = refilled(owner, campaign, amount="7,000")
    owner.post(edit_url(campaign), refilled(owner, campaign, amount="4,000"))

    refused = owner.post(edit_url(campaign), early)

    assert refused.status_code == 422
    assert "now it is: “3,000 off – ₩4,000 off" in refused.text
    assert 'value="7,000"' in refused.text
    assert Campaign.objects.get().terms.amount == 4000
    owner.post(edit_url(campaign), {**early, "seen": refused.context["seen"]})
    assert Campaign.objects.get().terms.amount == 7000


def test_a_save_that_is_sent_twice_is_saved_once(owner, store):
    campaign = published(store)
    sent = refilled(owner, campaign, amount="5,000", title="More")

    answers = [owner.post(edit_url(campaign), sent) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [step.verb for step in campaign.history.all()] == ["publish", "change"]
    assert Terms.objects.count() == 2


def test_claims_do_not_disturb_an_editor(owner, store, eve):
    campaign = published(store)
    sent = refilled(owner, campaign, title="Better")
    claim(campaign, eve, press=uuid4())

    assert owner.post(edit_url(campaign), sent).status_code == 302


def test_a_closed_campaign_is_not_changed(owner, store):
    campaign = published(store)
    sent = refilled(owner, campaign, title="Too late")
    owner.post(reverse("coupons:move", args=[store.slug, campaign.number, "close"]))

    answer = owner.post(edit_url(campaign), sent)

    assert answer.status_code == 422
    assert "This cannot be done any more: it is now “Closed”." in answer.text
    assert Campaign.objects.get().title == "3,000 off"


def test_an_item_that_was_deleted_is_not_replaced_by_everything(owner, store, noodles):
    campaign = draft(store, terms={"product_ids": [noodles.pk + 1000]})

    answer = owner.post(edit_url(campaign), refilled(owner, campaign, products=[]))

    assert "at least one section or product" in answer.context["form"].errors["applies_to"][0]
