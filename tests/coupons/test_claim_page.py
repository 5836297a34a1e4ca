"""The page of a campaign: what readers see of it, and its button."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import claim
from coupons.models import Campaign, Coupon
from coupons.views.customer import CampaignPage
from tests.coupons.conftest import claimant, draft, published
from tests.factories import UserFactory

HOUR = timedelta(hours=1)
BUTTON = "Get the coupon"


@pytest.fixture
def visitor(client):
    return client


@pytest.fixture
def reader(client, eve):
    client.force_login(eve)
    return client


def url_of(campaign):
    return f"/coupons/{campaign.number}/"


def pressed(page):
    """What the button on the page sends."""
    return {"press": re.search(r'name="press" value="([^"]+)"', page.text)[1]}


def test_the_page_says_what_the_coupon_does_and_how_many_are_left(visitor, store):
    campaign = published(store, title="Spring lunch", terms={"minimum": Decimal(9000)})

    page = visitor.get(url_of(campaign)).text

    assert "Spring lunch" in page
    assert "₩3,000 off, from ₩9,000 spent, without fees; valid for 30 days." in page
    assert store.get_absolute_url() in page
    assert "<strong data-live-left>10</strong> of 10 left" in page
    assert BUTTON in page


def test_one_press_claims_it_and_shows_the_code(reader, campaign):
    url = url_of(campaign)

    page = reader.post(url, pressed(reader.get(url)), follow=True).text

    code = Coupon.objects.get().code
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in page
    assert "Valid until" in page
    assert "<strong data-live-left>9</strong> of 10 left" in page
    assert BUTTON not in page


def test_who_can_have_no_more_is_not_asked_to_wait_for_more(reader, eve, store):
    for most, is_asked in ((1, False), (2, True)):
        campaign = published(store, per_customer=most)
        claim(campaign, eve, press=uuid4())

        assert ("Tell me when" in reader.get(url_of(campaign)).text) is is_asked


def test_a_double_click_is_one_coupon(reader, campaign):
    data = pressed(reader.get(url_of(campaign)))

    answers = [reader.post(url_of(campaign), data) for _click in range(2)]

    assert [answer.url for answer in answers] == [url_of(campaign)] * 2
    assert Coupon.objects.count() == 1


def test_a_visitor_signs_in_and_comes_back(visitor, campaign):
    answer = visitor.post(url_of(campaign), {"press": uuid4()})

    assert answer.url == f"/accounts/login/?next={url_of(campaign)}"
    assert not Coupon.objects.exists()


def test_who_has_not_confirmed_the_mailbox_is_led_there(client, campaign):
    client.force_login(UserFactory())

    page = client.get(url_of(campaign)).text
    answer = client.post(url_of(campaign), {"press": uuid4()})

    assert 'href="/accounts/email/"' in page
    assert BUTTON not in page
    assert (answer.status_code, Coupon.objects.count()) == (409, 0)
    assert "confirm your e-mail address first" in answer.text


def test_the_loser_reads_that_all_are_gone(reader, store):
    campaign = published(store, total=1)
    data = pressed(reader.get(url_of(campaign)))
    claim(campaign, claimant(), press=uuid4())

    answer = reader.post(url_of(campaign), data)

    assert answer.status_code == 409
    assert "All of these coupons are gone." in answer.text
    assert BUTTON not in answer.text


def test_another_tab_shows_the_coupon_that_one_has(reader, eve, campaign):
    data = pressed(reader.get(url_of(campaign)))
    claim(campaign, eve, press=uuid4())

    answer = reader.post(url_of(campaign), data)

    assert answer.status_code == 409
    assert "You have this coupon already." in answer.text
    assert Coupon.objects.get().code[:4] in answer.text


def test_where_one_may_have_several_there_is_another(reader, eve, store):
    campaign = published(store, per_customer=2)
    claim(campaign, eve, press=uuid4())

    assert "Get another coupon" in reader.get(url_of(campaign)).text


@pytest.mark.parametrize(
    ("code", "status"), [("KIMCHI-24", 302), ("winter", 422), ("", 422), ("x" * 10_000, 422)]
)
def test_a_secret_code_is_typed(reader, store, code, status):
    campaign = published(store, audience="code", secret_code="KIMCHI-24")
    data = pressed(reader.get(url_of(campaign)))

    answer = reader.post(url_of(campaign), {**data, "code": code})

    assert answer.status_code == status
    if status == 422:
        assert 'aria-invalid="true"' in answer.text
        assert f'value="{code}"' in answer.text
        assert "KIMCHI-24" not in answer.text


@pytest.mark.parametrize("press", ["", "1", "<script>"])
def test_a_forged_press_is_a_sentence(reader, campaign, press):
    answer = reader.post(url_of(campaign), {"press": press})

    assert answer.status_code == 422
    assert "This page is too old" in answer.text


@pytest.mark.parametrize(
    ("window", "text"),
    [
        ((HOUR, None), "Opens:"),
        ((-2 * HOUR, -HOUR), "can no longer be claimed"),
        ((-HOUR, HOUR), "Can be claimed until"),
    ],
)
def test_the_phase_is_the_clocks(visitor, campaign, window, text):
    now, (opens, closes) = timezone.now(), window
    closes_at = closes and now + closes
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=now + opens, closes_at=closes_at)

    page = visitor.get(url_of(campaign)).text

    assert text in page
    assert (BUTTON in page) == ("until" in text)


def test_a_page_that_waits_for_the_opening_asks_then(visitor, store):
    campaign = published(store, opens_at=timezone.now() + HOUR)

    wait = int(re.search(r'data-look-in="(\d+)"', visitor.get(url_of(campaign)).text)[1])

    assert 3590 < wait <= 3601


def test_a_paused_campaign_says_so_and_a_draft_is_not_found(visitor, store):
    campaign = published(store)
    move(campaign, "pause", by=store.owner)

    assert "cannot be claimed at the moment" in visitor.get(url_of(campaign)).text
    assert visitor.get(url_of(draft(store))).status_code == 404
    assert visitor.get("/coupons/NOTTHERE/").status_code == 404


def test_the_coupons_of_an_archived_store_are_not_found(visitor, campaign, store):
    store.archived_at = timezone.now()
    store.save(update_fields=["archived_at"])

    assert visitor.get(url_of(campaign)).status_code == 404


def test_an_open_page_gets_only_the_part_that_changes(visitor, campaign):
    fragment = visitor.get(url_of(campaign), HTTP_HX_REQUEST="true").text

    assert fragment.lstrip().startswith('<div id="offer"')
    assert "<html" not in fragment


def test_guesses_of_a_code_are_limited(reader, store):
    campaign = published(store, audience="code", secret_code="KIMCHI-24")
    for _guess in range(CampaignPage.limit.times):
        reader.post(url_of(campaign), {"press": uuid4(), "code": "winter"})

    right = {"press": uuid4(), "code": "KIMCHI-24"}
    assert reader.post(url_of(campaign), right).status_code == 429
    assert not Coupon.objects.exists()


def test_htmx_gets_the_coupon_at_once(reader, campaign):
    data = pressed(reader.get(url_of(campaign)))

    answer = reader.post(url_of(campaign), data, HTTP_HX_REQUEST="true")

    code = Coupon.objects.get().code
    assert (answer.status_code, answer.text.lstrip()[:15]) == (200, '<div id="offer"')
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in answer.text
    assert 'data-live-count="1"' in answer.text
    assert BUTTON not in answer.text


def test_htmx_gets_the_refusal_in_place(reader, store):
    campaign = published(store, total=1)
    data = pressed(reader.get(url_of(campaign)))
    claim(campaign, claimant(), press=uuid4())

    answer = reader.post(url_of(campaign), data, HTTP_HX_REQUEST="true")

    assert (answer.status_code, answer.text.lstrip()[:15]) == (409, '<div id="offer"')
    assert "All of these coupons are gone." in answer.text


@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_a_press_asks_few_queries(reader, campaign, django_assert_max_num_queries, htmx):
    """In a rush everybody else waits for them."""
    reader.post(url_of(published(campaign.store)), {"press": uuid4()})  # whose SQL is written then

    with django_assert_max_num_queries(15):
        reader.post(url_of(campaign), {"press": uuid4()}, **htmx)


def test_it_is_read_in_korean(visitor, campaign):
    assert "쿠폰 받기" in visitor.get(url_of(campaign), HTTP_ACCEPT_LANGUAGE="ko").text
