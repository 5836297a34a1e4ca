"""Campaigns and coupons in the admin."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from coupons.claim_codes import code_counts
from coupons.claims import claim
from coupons.models import Campaign, Terms
from tests.coupons.conftest import draft, published
from tests.factories import UserFactory


@pytest.fixture
def root(client, db):
    """The browser of an administrator."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def url(name, *args):
    return reverse(f"admin:coupons_{name}", args=args)


def filled(**changes):
    usual = {
        "title": "Opening week",
        "currency": "KRW",
        "benefit": "percent",
        "percent": "10",
        "total": "1000",
        "per_customer": "1",
        "platform_percent": "100",
        "audience": "everybody",
        "validity": "days",
        "valid_days": "7",
        "opens_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    }
    rows = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("versions", "history")
        for name in ("TOTAL", "INITIAL")
    }
    return {**usual, **rows, **changes}


def refilled(root, campaign, **changes):
    form = root.get(url("campaign_change", campaign.pk)).context["adminform"].form
    sent = filled(seen=form["seen"].value(), title=campaign.title, total=str(campaign.total))
    terms = {"benefit": "amount", "amount": "3000", "valid_days": "30", "platform_percent": "0"}
    return {**sent, **terms, "applies_to": "anything", **changes}


def test_an_administrator_adds_a_campaign_of_the_whole_site(root):
    answer = root.post(url("campaign_add"), filled(cap="5,000"))

    campaign = Campaign.objects.get()
    assert answer.status_code == 302
    assert (campaign.store, campaign.currency, campaign.status) == (None, "KRW", "draft")
    assert (campaign.terms.percent, campaign.terms.cap) == (10, 5000)
    assert campaign.terms.platform_percent == 100
    assert [step.verb for step in campaign.history.all()] == ["start"]


def test_amounts_are_in_the_chosen_currency(root):
    root.post(
        url("campaign_add"), filled(currency="USD", benefit="amount", amount="2.50", percent="")
    )

    assert str(Campaign.objects.get().terms.amount) == "2.50"


def test_a_wrong_value_is_a_sentence_at_its_field(root):
    answer = root.post(url("campaign_add"), filled(percent="101"))

    assert answer.status_code == 200
    assert "Write a percentage from 1 to 100." in answer.text
    assert not Campaign.objects.exists()


def test_a_changed_campaign_of_a_store_gets_another_version(root, store):
    campaign = published(store)

    root.post(url("campaign_change", campaign.pk), refilled(root, campaign, amount="4,000"))

    after = Campaign.objects.get()
    assert (after.terms.version, after.terms.amount, after.store) == (2, 4000, store)
    assert Terms.objects.count() == 2


def test_an_edit_of_another_meanwhile_is_not_overwritten(root, store):
    campaign = draft(store)
    sent = refilled(root, campaign, title="Mine")
    Campaign.objects.update(title="Theirs")

    answer = root.post(url("campaign_change", campaign.pk), sent)

    assert "Somebody else changed this coupon meanwhile" in answer.text
    assert Campaign.objects.get().title == "Theirs"


def test_a_quantity_below_what_is_claimed_is_refused(root, store, eve):
    campaign = published(store, total=3)
    claim(campaign, eve, press=uuid4())
    Campaign.objects.update(issued=2)

    answer = root.post(url("campaign_change", campaign.pk), refilled(root, campaign, total="1"))

    assert "2 of them are claimed already" in answer.text


def test_the_moves_are_made_in_the_admin(root, store):
    campaign = draft(store)

    root.post(url("campaign_move", campaign.pk, "publish"))

    assert Campaign.objects.get().status == "published"


def test_a_closed_campaign_is_read_only_and_none_is_deleted(root, campaign):
    move(campaign, "close", by=campaign.store.owner)

    assert root.get(url("campaign_change", campaign.pk)).status_code == 200
    assert root.post(url("campaign_change", campaign.pk), filled()).status_code == 403
    assert root.post(url("campaign_delete", campaign.pk)).status_code == 403


def test_the_list_formats_money(root, store):
    draft(store, terms={"amount": 12500})

    page = root.get(url("campaign_changelist")).text

    assert "₩12,500 off" in page
    assert "0 / 10" in page


@pytest.mark.parametrize("query", ["code", "email"])
def test_coupons_are_found_by_code_and_mail(root, campaign, eve, query):
    coupon = claim(campaign, eve, press=uuid4())
    wanted = {"code": coupon.code, "email": eve.email}[query]

    assert coupon.code in root.get(url("coupon_changelist"), {"q": wanted}).text
    assert coupon.code not in root.get(url("coupon_changelist"), {"q": "nobody"}).text


def test_coupons_are_read_only_but_can_be_revoked(root, campaign, eve):
    coupon = claim(campaign, eve, press=uuid4())

    assert root.get(url("coupon_change", coupon.pk)).status_code == 200
    assert root.post(url("coupon_change", coupon.pk), {"code": "X"}).status_code == 403
    root.post(url("coupon_move", coupon.pk, "revoke"))
    coupon.refresh_from_db()
    assert coupon.status == "revoked"


def test_staff_with_the_right_to_view_change_nothing(client, campaign):
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_campaign"))
    client.force_login(clerk)

    assert client.get(url("campaign_change", campaign.pk)).status_code == 200
    assert client.post(url("campaign_change", campaign.pk), filled()).status_code == 403
    assert client.get(url("campaign_move", campaign.pk, "close")).status_code == 403


def test_a_store_pays_for_its_own_coupons(root, store):
    campaign = draft(store)

    page = root.post(
        url("campaign_change", campaign.pk), refilled(root, campaign, platform_percent="50")
    )

    assert "A store pays for the coupons that are its own." in page.text
    assert Terms.objects.get().platform_percent == 0


def test_administrators_make_the_codes_of_campaigns_of_the_whole_site(root):
    campaign = draft(None, audience="codes")
    page = f"/shop/coupons/{campaign.number}/codes/"
    assert page in root.get(url("campaign_change", campaign.pk)).text

    root.post(page, {"number": "2", "seen": "0"})
    shown = root.get(page).text
    lines = b"".join(root.get(f"{page}codes.csv").streaming_content).splitlines()
    root.post(f"{page}void/")

    assert "2 codes made" in shown
    assert len(lines) == 3
    assert code_counts(campaign).voided == 2
    assert str(campaign.claim_codes.first()) in root.get(url("claimcode_changelist")).text
    assert root.get(url("claimcode_change", campaign.claim_codes.first().pk)).status_code == 200


def test_owners_do_not_make_codes_of_the_whole_site(client, bea):
    campaign = draft(None, audience="codes")
    pages = [f"/shop/coupons/{campaign.number}/codes/{end}" for end in ("", "codes.csv", "void/")]
    client.force_login(bea)

    assert {client.get(page).status_code for page in pages} == {403}


def test_the_campaign_of_a_store_leads_to_its_codes(root, store):
    campaign = draft(store, audience="codes")
    page = reverse("coupons:codes", args=[store.slug, campaign.number])

    assert page in root.get(url("campaign_change", campaign.pk)).text
