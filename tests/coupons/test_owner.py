"""The pages of those who run a store's campaigns: the list, one campaign, its moves."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core.lifecycle import move
from coupons.claims import claim
from coupons.models import Campaign, Coupon
from stores.access import MemberRole
from tests.coupons.conftest import claimant, draft, published
from tests.factories import MemberFactory, OrderFactory, StoreFactory, UserFactory

DAY = timedelta(days=1)


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


def url(name, row, *more):
    if isinstance(row, Campaign):
        return reverse(f"coupons:{name}", args=[row.store.slug, row.number, *more])
    return reverse(f"coupons:{name}", args=[row.slug])


def use(coupon, saved):
    order = OrderFactory(store=coupon.campaign.store)
    Coupon.objects.filter(pk=coupon.pk).update(status="reserved", order=order, saved=saved)
    Coupon.objects.filter(pk=coupon.pk).update(status="used")


def used_coupon(store, saved=3000, **fields):
    campaign = published(store, **fields)
    use(claim(campaign, claimant(), press=uuid4()), saved)
    return campaign


def pages_of(campaign):
    yield from (url(name, campaign.store) for name in ("campaigns", "add"))
    yield from (url(name, campaign) for name in ("manage", "edit"))
    yield url("move", campaign, "close")


def posts_of(campaign):
    yield from (url("add", campaign.store), url("edit", campaign), url("duplicate", campaign))
    yield url("move", campaign, "close")


def test_each_page_shows(owner, campaign):
    assert {owner.get(page).status_code for page in pages_of(campaign)} == {200}


@pytest.mark.parametrize(
    ("role", "expected"),
    [(MemberRole.MANAGER, 200), (MemberRole.STAFF, 403), (MemberRole.GATE, 403)],
)
def test_only_members_with_the_right_get_in(client, campaign, role, expected):
    member = MemberFactory(store=campaign.store, role=role)
    client.force_login(member.user)

    assert {client.get(page).status_code for page in pages_of(campaign)} == {expected}


@pytest.mark.parametrize(("role", "expected"), [(Role.OWNER, 404), (Role.CUSTOMER, 403)])
def test_strangers_neither_read_nor_change(client, campaign, role, expected):
    client.force_login(UserFactory(role=role))

    got = {client.get(page).status_code for page in pages_of(campaign)}
    sent = {client.post(page).status_code for page in posts_of(campaign)}

    assert (got, sent) == ({expected}, {expected})


def test_a_campaign_is_found_only_in_its_store(owner, bea, campaign):
    other = StoreFactory(owner=bea)

    assert (
        owner.get(reverse("coupons:manage", args=[other.slug, campaign.number])).status_code == 404
    )


def test_the_list_says_what_each_does_and_what_became_of_it(owner, store):
    used_coupon(store, title="Noodle days", total=4)

    page = owner.get(url("campaigns", store)).text

    assert "Noodle days" in page
    assert "₩3,000 off; valid for 30 days." in page
    assert ">Live</span>" in page
    assert "1 of 4 claimed" in page
    assert 'value="1" max="4"' in page
    assert "1 used" in page
    assert "₩3,000 taken off" in page


def test_reserved_coupons_are_not_counted_as_used(owner, store):
    campaign = published(store)
    coupon = claim(campaign, claimant(), press=uuid4())
    order = OrderFactory(store=store)
    Coupon.objects.filter(pk=coupon.pk).update(status="reserved", order=order, saved=3000)

    [summary] = owner.get(url("campaigns", store)).context["summaries"]

    assert (summary.used, summary.saved) == (0, Decimal(0))


def test_the_newest_is_first(owner, store):
    titles = ["First", "Second", "Third"]
    for title in titles:
        draft(store, title=title)

    page = owner.get(url("campaigns", store))

    assert [row.campaign.title for row in page.context["summaries"]] == titles[::-1]


def test_each_phase_is_in_words(owner, store):
    now = timezone.now()
    draft(store)
    published(store, opens_at=now + DAY)
    published(store)
    move(published(store), "pause", by=store.owner)
    move(published(store), "close", by=store.owner)
    ended = published(store)
    Campaign.objects.filter(pk=ended.pk).update(closes_at=now - timedelta(minutes=1))
    used_coupon(store, total=1)

    page = owner.get(url("campaigns", store)).text

    words = ["Draft", "Scheduled", "Live", "Paused", "Closed", "Ended", "All gone"]
    assert [word for word in words if f">{word}</span>" not in page] == []


@pytest.mark.parametrize("count", [1, 15])
def test_the_list_asks_as_much_for_many_as_for_one(owner, store, count, django_assert_num_queries):
    for _number in range(count):
        used_coupon(store)

    with django_assert_num_queries(8):
        owner.get(url("campaigns", store))


def test_a_long_list_has_pages(owner, store):
    for _number in range(21):
        draft(store)

    assert len(owner.get(url("campaigns", store)).context["summaries"]) == 20
    assert len(owner.get(url("campaigns", store), {"page": "2"}).context["summaries"]) == 1
    assert owner.get(url("campaigns", store), {"page": "nonsense"}).status_code == 200


def test_an_empty_list_helps(owner, store):
    page = owner.get(url("campaigns", store)).text

    assert "Bring customers back with a coupon" in page
    assert url("add", store) in page


def test_the_card_of_the_store_links_to_its_coupons(owner, store):
    assert url("campaigns", store) in owner.get(reverse("stores:mine")).text


def test_staff_see_no_link_to_coupons(client, store):
    client.force_login(MemberFactory(store=store, role=MemberRole.STAFF).user)

    assert url("campaigns", store) not in client.get(reverse("stores:mine")).text


def test_moves_are_made_and_written_to_the_history(owner, store):
    campaign = draft(store)

    for verb in ("publish", "pause", "resume", "close"):
        assert owner.post(url("move", campaign, verb)).url == url("manage", campaign)

    assert Campaign.objects.get().status == "closed"
    page = owner.get(url("manage", campaign)).text
    assert [label in page for label in ("Published again", "Paused", "Closed")] == [True] * 3
    assert f"· {store.owner}" in page


def test_closing_asks_first(owner, campaign):
    assert f'href="{url("move", campaign, "close")}"' in owner.get(url("manage", campaign)).text

    page = owner.get(url("move", campaign, "close")).text

    assert "it cannot be opened again" in page
    assert Campaign.objects.get().status == "published"


def test_a_closed_campaign_offers_no_move_and_no_edit(owner, campaign, store):
    move(campaign, "close", by=store.owner)

    page = owner.get(url("manage", campaign))

    assert page.context["steps"] == []
    assert url("edit", campaign) not in page.text


def test_a_move_that_is_refused_says_why(owner, store):
    campaign = draft(store)
    Campaign.objects.update(closes_at=timezone.now() - timedelta(minutes=1))

    page = owner.post(url("move", campaign, "publish"), follow=True).text

    assert "choose a later end first" in page
    assert Campaign.objects.get().status == "draft"


@pytest.mark.parametrize("verb", ["change", "start", "nonsense"])
def test_only_moves_with_a_button_are_made_by_url(owner, campaign, verb):
    statuses = {owner.get(url("move", campaign, verb)).status_code}
    statuses.add(owner.post(url("move", campaign, verb)).status_code)

    assert statuses == {404}


def test_duplicate_makes_a_draft_of_the_same(owner, store):
    campaign = used_coupon(store, title="Again", total=7)

    answer = owner.post(url("duplicate", campaign))

    copy = Campaign.objects.latest("pk")
    assert answer.url == url("edit", copy)
    assert (copy.title, copy.total, copy.issued, copy.status) == ("Again", 7, 0, "draft")
    assert (copy.terms.version, copy.terms.amount, copy.committed) == (1, 3000, 0)
    assert [step.verb for step in copy.history.all()] == ["start"]


def test_a_title_with_markup_is_shown_as_text(owner, store):
    campaign = draft(store, title="<script>alert(1)</script>")

    for page in (url("campaigns", store), url("manage", campaign), url("edit", campaign)):
        assert "<script>alert(1)" not in owner.get(page).text
