"""The page of all coupons: which are there, in which order, with what on their cards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import claim
from coupons.models import Campaign
from coupons.popularity import refresh_popularity
from stores.models import Store
from tests.coupons.conftest import claimant, draft, published
from tests.factories import AddressFactory, CategoryFactory, ListedStoreFactory

ALL = "/coupons/"
HOUR = timedelta(hours=1)


def titles(page):
    return [offer.campaign.title for offer in page.context["offers"]]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def found(client):
    """The titles on the page with this query."""
    return lambda query="": titles(client.get(f"{ALL}?{query}"))


def site_wide(store, **fields):
    """A campaign of the whole site, in the currency of the store."""
    campaign = published(store, **fields)
    Campaign.objects.filter(pk=campaign.pk).update(store=None)
    return campaign


def test_a_card_has_what_one_needs_to_decide(client, store):
    campaign = published(
        store, title="Spring lunch", terms={"minimum": 9000}, closes_at=timezone.now() + 2 * HOUR
    )

    page = client.get(ALL).text

    assert f'href="/coupons/{campaign.number}/">Spring lunch' in page
    assert store.name in page
    assert "₩3,000 off" in page
    assert "from ₩9,000 spent" in page
    assert "<strong data-live-left>10</strong> of 10 left" in page
    assert "Can be claimed until" in page
    assert f'data-live="campaign.{campaign.number}"' in page
    assert " km" not in page


def test_what_cannot_be_claimed_by_everybody_is_not_listed(found, store):
    now = timezone.now()
    draft(store)
    published(store, audience="code", secret_code="KIMCHI-24")
    move(published(store), "pause", by=store.owner)
    ended = published(store, closes_at=now + HOUR)
    Campaign.objects.filter(pk=ended.pk).update(closes_at=now - timedelta(seconds=1))
    gone = published(store, total=1)
    claim(gone, claimant(), press=uuid4())
    published(store, title="Fine")

    assert found() == ["Fine"]


def test_what_would_be_expired_already_is_not_listed(store):
    soon = timezone.now() + timedelta(seconds=1)
    campaign = published(store, terms={"valid_until": soon, "valid_days": None})
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=soon - HOUR)

    assert Campaign.objects.get().ends_at == soon
    assert Campaign.objects.listed_live(soon - timedelta(seconds=1)).exists()
    assert not Campaign.objects.listed_live(soon).exists()


@pytest.mark.parametrize(
    "change", [{"archived_at": timezone.now()}, {"is_open": False}, {"owner": None}]
)
def test_a_store_that_sells_nothing_lists_no_coupons_but_the_site_does(found, store, change):
    published(store)
    site_wide(store, title="Of the site")

    Store.objects.filter(pk=store.pk).update(**change)

    assert found() == ["Of the site"]


def test_campaigns_of_the_site_have_a_page_and_those_of_archived_stores_do_not(client, store):
    of_site, of_store = site_wide(store), published(store)
    Store.objects.filter(pk=store.pk).update(archived_at=timezone.now())

    assert client.get(f"{ALL}{of_site.number}/").status_code == 200
    assert client.get(f"{ALL}{of_store.number}/").status_code == 404


def test_the_end_follows_every_change_of_window_and_terms(store):
    now = timezone.now()
    campaign = published(store)
    assert Campaign.objects.get().ends_at.year == 9000

    Campaign.objects.update(closes_at=now + 2 * HOUR)
    assert Campaign.objects.get().ends_at == now + 2 * HOUR

    campaign.terms.pk, campaign.terms.version = None, 2
    campaign.terms.valid_until, campaign.terms.valid_days = now + HOUR, None
    campaign.terms.save(force_insert=True)
    Campaign.objects.update(terms=campaign.terms)
    assert Campaign.objects.get().ends_at == now + HOUR


def test_what_ends_soon_is_first_for_who_has_no_address(found, store):
    now = timezone.now()
    for title, hours in (("Later", 9), ("Soon", 1), ("Between", 5)):
        published(store, title=title, closes_at=now + hours * HOUR)
    published(store, title="Without end")

    assert found() == found("order=ending") == ["Soon", "Between", "Later", "Without end"]


def test_the_nearest_are_first_for_who_has_an_address(client, ann):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    places = {"Nowhere": (None, None), "Busan": (35.1796, 129.0756), "Next door": (37.5725, 126.98)}
    for name, (latitude, longitude) in places.items():
        near = ListedStoreFactory(name=name, latitude=latitude, longitude=longitude)
        published(near, title=name)
    site_wide(near, title="Everywhere")

    page = client.get(ALL)

    assert titles(page) == ["Everywhere", "Next door", "Busan", "Nowhere"]
    assert [round(each.distance) if each.distance else None for each in page.context["offers"]] == [
        *(None, 0, 326, None)
    ]


def test_the_most_claimed_are_first_as_of_the_last_count(found, store):
    now = timezone.now()
    few, many = (published(store, title=title) for title in ("Few", "Many"))
    for campaign, issued in ((few, 1), (many, 5)):
        Campaign.objects.filter(pk=campaign.pk).update(issued=issued)

    assert refresh_popularity(now) == 2
    assert refresh_popularity(now) == 0
    assert found("order=claimed") == ["Many", "Few"]


def test_an_ended_campaign_is_no_longer_popular(store):
    now = timezone.now()
    campaign = published(store, closes_at=now + HOUR)
    Campaign.objects.filter(pk=campaign.pk).update(issued=5)
    refresh_popularity(now)

    refresh_popularity(now + HOUR)

    assert Campaign.objects.get().popularity == 0


@pytest.mark.django_db
def test_a_claim_writes_no_index_of_its_campaign():
    """In a rush that would cost more than the claims themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'coupons_campaign'")
        assert not [row for (row,) in cursor.fetchall() if "issued" in row or "committed" in row]


def test_what_opens_later_is_a_list_of_its_own(client, found, store):
    tomorrow = timezone.localtime() + timedelta(days=1)
    at_ten = tomorrow.replace(hour=10, minute=0, second=0)
    published(store, title="Later", opens_at=at_ten + timedelta(days=2))
    published(store, title="Tomorrow", opens_at=at_ten)
    published(store, title="Now")

    page = client.get(f"{ALL}?order=upcoming")

    assert titles(page) == ["Tomorrow", "Later"]
    assert "Opens: Tomorrow, 10:00" in page.text
    assert 'data-live="campaign' not in page.text
    assert found() == ["Now"]


def test_a_store_shows_what_can_be_used_there(found, store):
    other = ListedStoreFactory(name="Other")
    published(store, title="Ours")
    published(other, title="Theirs")
    site_wide(store, title="Of the site")
    dollars = site_wide(store, title="Of the site, in dollars")
    Campaign.objects.filter(pk=dollars.pk).update(currency="USD")

    assert sorted(found(f"store={store.slug}")) == ["Of the site", "Ours"]


def test_a_category_shows_the_coupons_of_its_stores(found, store):
    western = ListedStoreFactory(category=CategoryFactory(slug="western", name="Western"))
    published(store, title="Korean")
    published(western, title="Western")

    assert found("category=western") == ["Western"]


@pytest.mark.parametrize("query", ["store=gone", "category=gone", "order=x", "page=2", "page=x"])
def test_what_does_not_exist_is_404(client, store, query):
    published(store)

    assert client.get(f"{ALL}?{query}").status_code == 404


def test_a_link_to_the_nearest_shows_another_order_to_who_has_no_address(client, store):
    published(store, title="Anywhere")

    page = client.get(f"{ALL}?order=nearest")

    assert (page.status_code, page.context["wanted"].order) == (200, "ending")


def test_coupons_for_followers_say_so(client, store):
    campaign = published(store)
    Campaign.objects.filter(pk=campaign.pk).update(audience="followers")

    assert "For followers" in client.get(ALL).text


def test_who_has_one_reads_so(client, store, eve):
    claim(published(store), eve, press=uuid4())
    client.force_login(eve)

    assert "Already claimed" in client.get(ALL).text


def test_the_list_has_pages(client, found, store):
    for number in range(14):
        published(store, title=str(number))

    assert (len(found()), len(found("page=2"))) == (12, 2)
    assert "Page 1 of 2" in client.get(ALL).text


@pytest.mark.parametrize("query", ["", "q=off", "order=claimed", "category=korean", "page=1"])
def test_the_page_asks_the_same_for_many(client, ann, query):
    AddressFactory(user=ann, is_default=True)
    client.force_login(ann)
    published(ListedStoreFactory())
    client.get(f"{ALL}?{query}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{ALL}?{query}")
    for _each in range(11):
        published(ListedStoreFactory())

    with CaptureQueriesContext(connection) as many:
        client.get(f"{ALL}?{query}")

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "No coupons right now"),
        ("order=upcoming", "Nothing is about to open"),
        ("q=xyzzy", "Try fewer letters"),
    ],
)
def test_an_empty_list_says_where_to_go_on(client, db, query, text):
    assert text in client.get(f"{ALL}?{query}").text


def test_a_tab_leads_there_and_so_does_an_empty_list_of_ones_own(client, eve):
    client.force_login(eve)

    assert 'data-nav-item="coupons" href="/coupons/"' in client.get("/").text
    assert 'class="btn btn-primary" href="/coupons/"' in client.get("/coupons/mine/").text


def test_it_is_shown_until_the_very_end(store):
    end = timezone.now() + timedelta(days=365)
    published(store, closes_at=end)

    assert Campaign.objects.listed_live(end - timedelta(seconds=1)).exists()
    assert not Campaign.objects.listed_live(end).exists()
