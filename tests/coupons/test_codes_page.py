"""The pages of codes: the owner makes, downloads and voids them; a customer enters one."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from core.throttle import count
from coupons.claim_codes import code_counts
from coupons.models import ClaimCode, Coupon
from coupons.views.enter_code import EnterCode
from stores.access import MemberRole
from tests.coupons.conftest import claimant, draft, published
from tests.coupons.test_claim_codes import claim_by, made
from tests.factories import MemberFactory, StoreFactory

ENTER = "/coupons/code/"


@pytest.fixture
def campaign(store):
    return published(store, audience="codes", total=50)


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def reader(client, eve):
    client.force_login(eve)
    return client


def url(name, campaign):
    return reverse(f"coupons:{name}", args=[campaign.store.slug, campaign.number])


def page_of(campaign, code=""):
    return f"/coupons/{campaign.number}/" + (f"?code={code}" if code else "")


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def press(client, campaign, code, page=""):
    html = client.get(page or page_of(campaign)).text
    token = re.search(r'name="press" value="([^"]+)"', html)[1]
    return client.post(page_of(campaign), {"press": token, "code": str(code)})


def test_the_owner_makes_codes_and_sees_how_many_are_claimed(owner, campaign, eve):
    assert url("codes", campaign) in owner.get(url("manage", campaign)).text

    answer = owner.post(url("codes", campaign), {"number": "3", "seen": "0"})
    claim_by(ClaimCode.objects.first(), eve)
    page = owner.get(url("codes", campaign)).text

    assert answer.url == url("codes", campaign)
    assert [text in page for text in ("3 codes made", "1 claimed", "2 unclaimed")] == [True] * 3
    assert "At most 47 now" in page


def test_a_double_click_makes_them_once_and_says_how_many_there_are(owner, campaign):
    data = {"number": "3", "seen": "0"}
    owner.post(url("codes", campaign), data)

    answer = owner.post(url("codes", campaign), data)

    assert answer.status_code == 409
    assert "There are 3 codes now." in answer.text
    assert 'name="seen" value="3"' in answer.text


@pytest.mark.parametrize("number", ["", "0", "-1", "10001", "51", "many", "1.5", "9" * 50])
def test_a_wrong_number_is_a_sentence_at_the_field(owner, campaign, number):
    answer = owner.post(url("codes", campaign), {"number": number, "seen": "0"})

    assert answer.status_code in (409, 422)
    assert "Write a number from 1 to" in answer.text
    assert f'value="{number}"' in answer.text or not number
    assert not ClaimCode.objects.exists()


@pytest.mark.parametrize("seen", ["", "nonsense", "-1", "9" * 30])
def test_a_forged_version_makes_nothing(owner, campaign, seen):
    answer = owner.post(url("codes", campaign), {"number": "3", "seen": seen})

    assert answer.status_code == 409
    assert not ClaimCode.objects.exists()


def test_they_are_downloaded_as_csv(owner, campaign, eve, settings):
    settings.SITE_URL = "https://jumun.example"
    first, second, _third = made(campaign, 3)
    claim_by(first, eve)
    code = str(second)

    response = owner.get(url("codes-csv", campaign))

    header, claimed, unclaimed, *_rest = rows_of(response)
    assert header == ["Code for one coupon", "Link", "Claimed at"]
    link = f"https://jumun.example/coupons/{campaign.number}/?code={code}"
    assert unclaimed == [f"{code[:4]}-{code[4:8]}-{code[8:]}", link, ""]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", claimed[2])
    assert f'filename="codes-{campaign.number}.csv"' in response["Content-Disposition"]


def test_no_cell_of_the_csv_is_a_formula_and_void_codes_are_left_out(owner, campaign, store):
    made(campaign, 20)
    owner.post(url("void-codes", campaign))
    made(campaign, 20)

    rows = rows_of(owner.get(url("codes-csv", campaign)))

    assert len(rows) == 21
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_the_csv_needs_the_same_queries_for_many_codes(
    owner, campaign, django_assert_max_num_queries
):
    made(campaign, 50)

    with django_assert_max_num_queries(8):
        assert len(rows_of(owner.get(url("codes-csv", campaign)))) == 51


def test_voiding_asks_first(owner, campaign):
    made(campaign, 2)
    assert url("void-codes", campaign) in owner.get(url("codes", campaign)).text

    page = owner.get(url("void-codes", campaign)).text
    assert "2 codes can no longer be claimed then" in page
    assert code_counts(campaign).unclaimed == 2

    page = owner.post(url("void-codes", campaign), follow=True).text
    assert "2 codes are void now." in page
    assert owner.post(url("void-codes", campaign), follow=True).status_code == 200
    assert code_counts(campaign).unclaimed == 0


def test_only_who_runs_the_campaign_sees_its_codes(client, campaign, store, dan):
    made(campaign)
    clerk = MemberFactory(store=store, role=MemberRole.STAFF).user
    other = StoreFactory().owner
    pages = [url(name, campaign) for name in ("codes", "codes-csv", "void-codes")]
    statuses = {}
    for name, reader in {"dan": dan, "clerk": clerk, "other": other}.items():
        client.force_login(reader)
        posts = {client.post(page).status_code for page in (pages[0], pages[2])}
        statuses[name] = {client.get(page).status_code for page in pages} | posts

    assert statuses == {"dan": {403}, "clerk": {403}, "other": {404}}
    assert code_counts(campaign).unclaimed == 1


def test_visitors_sign_in_first(client, campaign):
    pages = [ENTER, *(url(name, campaign) for name in ("codes", "codes-csv", "void-codes"))]

    assert {client.get(page).url.split("?")[0] for page in pages} == {"/accounts/login/"}


def test_a_campaign_without_codes_has_no_such_page(owner, store):
    campaign = published(store)

    assert owner.get(url("codes", campaign)).status_code == 404
    assert url("codes", campaign) not in owner.get(url("manage", campaign)).text


def test_the_code_of_a_link_is_filled_in_and_claimed_by_a_press(reader, campaign):
    [code] = made(campaign)

    page = reader.get(page_of(campaign, code)).text
    assert f'value="{code}"' in page
    assert not Coupon.objects.exists()

    assert press(reader, campaign, code, page_of(campaign, code)).status_code == 302
    assert ClaimCode.objects.get().coupon == Coupon.objects.get()


def test_a_used_code_is_a_sentence_at_the_field_and_stays(reader, campaign):
    [code] = made(campaign)
    claim_by(code, claimant())

    answer = press(reader, campaign, code)

    assert answer.status_code == 422
    assert "This code was used already" in answer.text
    assert f'value="{code}"' in answer.text


def test_a_code_in_a_link_is_shown_as_text(client, campaign):
    page = client.get(page_of(campaign), {"code": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page


def test_a_visitor_comes_back_with_the_typed_code(client, campaign):
    [code] = made(campaign)

    answer = press(client, campaign, code)

    assert answer.url == f"/accounts/login/?next=/coupons/{campaign.number}/%3Fcode%3D{code}"


def test_a_code_without_a_campaign_leads_to_its_page(reader, campaign):
    [code] = made(campaign)
    typed = f" {str(code).lower()[:6]} {str(code)[6:]}"

    assert ENTER in reader.get(reverse("coupons:mine")).text
    answer = reader.post(ENTER, {"code": typed})

    text = str(code)
    assert answer.url == page_of(campaign, f"{text[:4]}-{text[4:8]}-{text[8:]}")
    assert not Coupon.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("NOTACODE2345", "We do not know this code."),
        ("<script>alert(1)</script>", "We do not know this code."),
        ("", "Enter the code."),
        ("x" * 10_000, "This is too long for a code."),
    ],
)
def test_an_unknown_code_is_a_sentence_at_the_field(reader, campaign, typed, sentence):
    made(campaign)

    answer = reader.post(ENTER, {"code": typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<script>alert" not in answer.text


def test_a_used_code_leads_only_its_holder_to_the_campaign(reader, campaign, eve):
    [code] = made(campaign)
    claim_by(code, eve)
    assert reader.post(ENTER, {"code": str(code)}).status_code == 302

    reader.force_login(claimant())
    assert "was used already" in reader.post(ENTER, {"code": str(code)}).text


def test_the_code_of_a_draft_is_unknown(reader, store):
    [code] = made(draft(store, audience="codes"))

    assert "We do not know this code." in reader.post(ENTER, {"code": str(code)}).text


def test_guesses_are_limited_here_and_on_the_campaigns_page_together(reader, campaign, eve):
    for _try in range(EnterCode.limit.times):
        count(EnterCode.limit, f"user-{eve.pk}")

    assert reader.post(ENTER, {"code": "GUESSED"}).status_code == 429
    assert reader.post(page_of(campaign), {"code": "GUESSED"}).status_code == 429


def test_campaigns_with_codes_are_on_no_list(client, store, noodles):
    for amount, audience in ((1234, "codes"), (4321, "everybody")):
        published(store, audience=audience, title="Opening", terms={"amount": Decimal(amount)})

    for page in (store.get_absolute_url(), "/coupons/", "/coupons/?q=opening"):
        shown = client.get(page).text
        assert ["₩1,234 off" in shown, "₩4,321 off" in shown] == [False, True], page


def test_the_pages_are_read_in_korean(owner, campaign):
    korean = {"HTTP_ACCEPT_LANGUAGE": "ko"}

    assert "교환 코드" in owner.get(url("codes", campaign), **korean).text
    assert "코드 입력하기" in owner.get(ENTER, **korean).text
