"""Views of a campaign's page: visitors a day, not programs, not those who work there, and nobody's name."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from coupons.models import PageView
from coupons.statistics.page_views import visitor_hash
from stores.access import MemberRole
from tests.factories import MemberFactory, UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


def see(campaign, user=None, agent=FIREFOX, address="203.0.113.7", **headers):
    client = Client(headers={"User-Agent": agent, **headers}, REMOTE_ADDR=address)
    if user:
        client.force_login(user)
    answer = client.get(reverse("coupons:campaign", args=[campaign.number]))
    assert answer.status_code == 200
    return PageView.objects.count()


def test_a_visitor_counts_once_a_day(campaign):
    assert [see(campaign) for _again in range(3)] == [1, 1, 1]
    assert see(campaign, agent=SAFARI) == 2
    assert see(campaign, address="198.51.100.1") == 3


def test_a_user_counts_once_whatever_browser_they_use(campaign, ann):
    assert see(campaign, ann) == see(campaign, ann, SAFARI, "198.51.100.1") == 1


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
        "facebookexternalhit/1.1; kakaotalk-scrap/1.0",
        "curl/8.5.0",
        "python-requests/2.32",
        "",
    ],
)
def test_programs_do_not_count(campaign, agent):
    assert see(campaign, agent=agent) == 0


@pytest.mark.parametrize(
    "header",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_what_a_browser_only_prefetches_does_not_count(campaign, header):
    assert see(campaign, **header) == 0


def test_the_part_that_refreshes_itself_does_not_count(campaign):
    assert see(campaign, **{"HX-Request": "true"}) == 0


def test_a_request_for_the_headers_alone_does_not_count(campaign, eve):
    client = Client(headers={"User-Agent": FIREFOX})
    client.force_login(eve)

    client.head(reverse("coupons:campaign", args=[campaign.number]))

    assert not PageView.objects.exists()


@pytest.mark.parametrize("role", [MemberRole.MANAGER, MemberRole.STAFF, MemberRole.GATE])
def test_members_of_the_store_do_not_count(campaign, role):
    assert see(campaign, MemberFactory(store=campaign.store, role=role).user) == 0


def test_its_owner_and_administrators_do_not_count(campaign, bea):
    assert see(campaign, bea) == see(campaign, UserFactory(is_staff=True)) == 0


def test_members_of_other_stores_count(campaign):
    assert see(campaign, MemberFactory().user) == 1


def test_the_hash_of_another_day_is_another_one(ann, noon):
    request = RequestFactory().get("/")
    request.user = ann
    today = noon.date()

    hashes = {visitor_hash(request, today + timedelta(days=n)) for n in range(100)}

    assert len(hashes) == 100
    assert visitor_hash(request, today) in hashes


def test_counting_asks_one_statement(campaign, django_assert_num_queries):
    url = reverse("coupons:campaign", args=[campaign.number])
    program, visitor = Client(), Client(headers={"User-Agent": FIREFOX})
    program.get(url)

    with django_assert_num_queries(1):
        program.get(url)
    with django_assert_num_queries(2):
        visitor.get(url)
