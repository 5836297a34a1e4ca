"""The strip of live campaigns on the page of their store."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coupons.claims import claim
from coupons.models import Campaign
from tests.coupons.conftest import draft, published


@pytest.fixture
def page_of(client, store, noodles):
    """The page of the store that sells noodles."""
    return lambda: client.get(store.get_absolute_url()).text


def test_a_live_campaign_is_on_the_page_of_its_store(page_of, campaign):
    page = page_of()

    assert f'href="/coupons/{campaign.number}/"' in page
    assert "<strong data-live-left>10</strong> of 10 left" in page
    assert f'data-live="campaign.{campaign.number}"' in page


def test_who_has_it_reads_so(client, page_of, campaign, eve):
    claim(campaign, eve, press=uuid4())
    client.force_login(eve)

    assert "Already claimed" in page_of()


def test_what_cannot_be_claimed_by_everybody_is_not_there(page_of, store):
    draft(store)
    published(store, audience="code", secret_code="KIMCHI-24")
    published(store, opens_at=timezone.now() + timedelta(hours=1))

    assert "coupon-strip" not in page_of()


def test_the_strip_costs_one_query_however_many_there_are(page_of, store, settings):
    for _each in range(5):
        published(store)
    page_of()

    with CaptureQueriesContext(connection) as asked:
        page_of()

    assert sum("coupons_" in query["sql"] for query in asked) == 1


def test_coupons_of_every_store_are_there_after_its_own(page_of, store):
    of_site, dollars, own = (published(store, title=title) for title in ("Site", "Dollars", "Own"))
    Campaign.objects.filter(pk=of_site.pk).update(store=None)
    Campaign.objects.filter(pk=dollars.pk).update(store=None, currency="USD")

    page = page_of()

    assert re.findall(r'href="/coupons/(\w+)/"', page) == [own.number, of_site.number]
    assert page.count("At every store") == 1


def test_coupons_for_followers_say_so(page_of, store):
    published(store, audience="followers")

    assert "For followers" in page_of()
