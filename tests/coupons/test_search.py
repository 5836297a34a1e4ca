"""The search of coupons: by words of titles and names of stores, with a wrong letter."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from coupons.listing import ListOrder, Wanted, list_campaigns
from coupons.models import Campaign
from coupons.search import words_of
from tests.coupons.conftest import draft, published
from tests.factories import ListedStoreFactory

HERE = (37.5725, 126.9769)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def lunch(store):
    """A coupon of a Korean and a Latin title, of a store whose name is nothing like it."""
    type(store).objects.filter(pk=store.pk).update(name="마포 상회")
    return published(store, title="바삭 치킨 Lunch 할인")


def found(query, **wanted):
    listed = list_campaigns(Wanted(ListOrder.ENDING, query=query, **wanted), timezone.now())
    return listed.ids


def is_corrected(query):
    return list_campaigns(Wanted(ListOrder.ENDING, query=query), timezone.now()).is_corrected


@pytest.mark.parametrize(
    "query",
    [
        *(
            "치킨",
            "바삭 치킨",
            "치킨 바삭",
            "바삭치킨",
            "치",
            "킨",
            "할",
            "할인",
            "l",
            "lu",
            "LUNCH",
        ),
        *("마포", "상회", "마포상회", "마포 상회 치킨"),
    ],
)
def test_it_finds_words_of_the_title_and_the_store(lunch, store, query):
    published(ListedStoreFactory(name="Green Noodle"), title="Other")

    assert found(query) == [lunch.pk]
    assert not is_corrected(query)


@pytest.mark.parametrize(
    "query",
    [
        "치킹",  # another final
        "지킨",  # another initial
        "차킨",  # another vowel
        "바식 치킨",
        "바삭 치킹",
        "lunsh",
        "lnch",
        "상훼",
        "마포 상훼",
    ],
)
def test_it_finds_words_with_a_wrong_letter_and_says_so(lunch, query):
    published(ListedStoreFactory(name="Green Noodle"), title="Other")

    assert found(query) == [lunch.pk]
    assert is_corrected(query)


def test_every_word_must_be_there(lunch):
    assert found("치킨 피자") == []


def test_a_renamed_store_is_found_by_its_new_name(lunch, store):
    type(store).objects.filter(pk=store.pk).update(name="한강 포차")

    assert (found("한강"), found("마포")) == ([lunch.pk], [])


def test_a_changed_title_is_found(lunch):
    Campaign.objects.filter(pk=lunch.pk).update(title="떡볶이")

    assert (found("떡볶기"), found("치킨")) == ([lunch.pk], [])


def test_drafts_and_archived_stores_are_not_found(store):
    draft(store, title="치킨")
    gone = published(ListedStoreFactory(name="치킨"), title="치킨")
    type(store).objects.filter(pk=gone.store_id).update(archived_at=timezone.now())

    assert found("치킨") == []


@pytest.mark.parametrize(
    "query",
    [
        *("%", "_", "\\", "'; DROP TABLE x; --", "<script>alert(1)</script>", "뷁", " ,", "🍜"),
        *("가" * 10_000, "a b " * 3000),
    ],
)
def test_any_text_is_only_text(client, lunch, query):
    page = client.get("/coupons/", {"q": query})

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert len(page.context["wanted"].query) <= 60


def test_signs_of_patterns_are_literal(lunch, store):
    half = published(store, title="50% off_all")

    assert (found("50%"), found("f_a")) == ([half.pk], [half.pk])
    assert found("c%n") == found("l_n") == []


def test_only_some_words_of_a_long_query_are_compared():
    assert words_of("하나 둘 셋 넷 다섯 여섯 하나") == words_of("하나 둘 셋 넷 다섯")


def test_the_page_says_what_it_searched_for(client, lunch):
    assert "Coupons for “치킨”" in client.get("/coupons/?q=치킨").text
    assert (
        "Nothing has “치킹” in its name. These are similar:" in client.get("/coupons/?q=치킹").text
    )


def test_the_nearest_of_what_is_found_are_first(store):
    far = ListedStoreFactory(name="Far", latitude=35.1796, longitude=129.0756)
    pks = [published(each, title="치킨").pk for each in (far, store)]
    published(store, title="피자")
    wanted = Wanted(ListOrder.NEAREST, HERE, query="치킨")

    assert list_campaigns(wanted, timezone.now()).ids == pks[::-1]
