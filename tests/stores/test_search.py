import pytest
from django.db import connection
from django.utils import translation

from stores.models import Category
from stores.search import MAX_HITS, Found, explain, search
from stores.search_key import comparable
from tests.factories import (
    AddressFactory,
    CategoryFactory,
    ListedStoreFactory,
    MenuSectionFactory,
    ProductFactory,
)
from tests.shared import real_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def chicken(db):
    return ListedStoreFactory(name="치킨 나라")


@pytest.fixture
def burgers(db):
    return ListedStoreFactory(name="Harbor Burger")


@pytest.mark.parametrize(
    "query",
    [
        "치킨나라",
        "치킨 나라",
        "치킨너라",  # another vowel
        "치킹나라",  # another final
        "지킨나라",  # another initial
        "치킨마라",
        "치킨고라",  # another syllable
        "치킨라",  # one left out
        "나라",
        "치",
    ],
)
def test_search_finds_a_korean_name(chicken, query):
    ListedStoreFactory(name="한라의 집")

    assert list(search(query).stores) == [chicken.pk]


@pytest.mark.parametrize(
    "query",
    ["harbor burger", "HARBORBURGER", "Burger", "burgar", "Burgr", "habor", "hsrbor", "ha", "B"],
)
def test_search_finds_a_latin_name(burgers, query):
    ListedStoreFactory(name="Green Noodle")

    assert list(search(query).stores) == [burgers.pk]


def test_search_finds_a_store_by_its_dish(store):
    ProductFactory(store=store, name="평양 물냉면")

    hit = search("물냉면").stores[store.pk]

    assert hit.dish == "평양 물냉면"


def test_search_names_no_dish_if_the_name_is_as_similar(chicken):
    ProductFactory(store=chicken, name="치킨 나라")

    assert search("치킨나라").stores[chicken.pk].dish == ""


def test_search_ignores_hidden_dishes_and_archived_stores(store):
    ProductFactory(store=store, name="비빔국수", is_hidden=True)
    ProductFactory(section=MenuSectionFactory(store=store, is_hidden=True), name="비빔국수")
    gone = ListedStoreFactory(name="비빔국수 집", archived_at="2026-01-01T00:00Z")
    ProductFactory(store=gone, name="비빔국수")

    assert search("비빔국수") == Found()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("chicken", "chicken"),
        ("chiken", "chicken"),
        ("치킨", "chicken"),
        ("치킨·호프", "chicken"),
        ("coffee", "cafe"),
        ("커피", "cafe"),
        ("cafe", "cafe"),
        ("Cafés", "cafe"),
        ("카페", "cafe"),
        ("cold noodles", "noodles"),
        ("회", "raw-fish"),
    ],
)
def test_search_finds_a_category_in_any_language(query, slug, language):
    with translation.override(language):
        found = search(query)

    assert next(iter(found.categories)) == Category.objects.get(slug=slug).pk
    assert found.stores == {}


@pytest.mark.parametrize("query", ["B", "기", "이", "ee"])
def test_a_letter_within_a_word_finds_no_category(query):
    assert Category.objects.get(slug="cafe").pk not in search(query).categories


def test_search_sorts_names_before_dishes_before_categories(client):
    category = CategoryFactory(slug="chicken")
    of_category = ListedStoreFactory(name="Cloud", category=category)
    sells = ProductFactory(store=ListedStoreFactory(name="Alley"), name="치킨").store
    called_so = ListedStoreFactory(name="치킨 나라", is_open=False)

    page = client.get("/?q=치킨").context["page_obj"]

    assert list(page) == [called_so, sells, of_category]


def test_search_finds_all_stores_of_a_category_nearest_first(client, ann):
    client.force_login(ann)
    AddressFactory(user=ann, is_default=True)
    category = CategoryFactory(slug="cafe")
    # More than a search finds by name, and the nearest is the last one.
    ListedStoreFactory.create_batch(MAX_HITS, category=category, owner=None, latitude=36)
    near = ListedStoreFactory(category=category, owner=None)

    page = client.get("/?q=coffee").context["page_obj"]

    assert (page.paginator.count, page[0]) == (MAX_HITS + 1, near)


def test_search_ignores_archived_stores_of_a_category(client):
    ListedStoreFactory(category=CategoryFactory(slug="cafe"), archived_at="2026-01-01T00:00Z")

    assert list(client.get("/?q=coffee").context["page_obj"]) == []


def test_search_sorts_by_likeness(chicken):
    longer = ListedStoreFactory(name="치킨 마을 나라")
    alike = ListedStoreFactory(name="치킨 나무")

    assert list(search("치킨나라").stores) == [chicken.pk, longer.pk, alike.pk]


@pytest.mark.parametrize(
    "query", ["", " ", "%", "_", "\\", "'; DROP TABLE x; --", "🍜", "가" * 500]
)
def test_search_takes_any_text_literally(chicken, query):
    assert search(query) == Found()


def test_search_resets_its_setting(chicken):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        search("치킨나라")
        cursor.execute("ROLLBACK TO before")
        cursor.execute("SHOW pg_trgm.word_similarity_threshold")
        assert cursor.fetchone() == ("0.6",)


def test_query_and_names_are_normalised_alike(db):
    """Python normalizes the query, PostgreSQL the names; both must have the same result."""
    names = [*real_names(), "Café ﬁne ①２", "İSTANBUL", "ÅÄÖ 100% _x_ 한글"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, lower(normalize(replace(name, ' ', ''), NFKD)) FROM unnest(%s) AS name",
            [names],
        )
        assert [row for row in cursor.fetchall() if comparable(row[0]) != row[1]] == []


@pytest.mark.slow
def test_search_uses_the_indexes(store):
    """With few rows PostgreSQL chooses a sequential scan, so there are many."""
    ProductFactory(store=store)
    multiply("stores_product", "products_by_name")
    multiply("stores_store", "stores_by_name", "slug")
    multiply("stores_category", "categories_by_name", "slug")

    plan = explain("치킨나라")

    assert "Bitmap Index Scan on stores_by_name" in plan
    assert "Bitmap Index Scan on products_by_name" in plan
    assert "Bitmap Index Scan on categories_by_name" in plan


def multiply(table, index, *unique):
    """Copy one row of the table ten thousand times, with numbered names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM " + table)
        columns = {row.name for row in cursor.description} - {"id", "search_key"}
        values = [f"{c} || n" if c in {"name", *unique} else c for c in columns]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM (SELECT * FROM {table} LIMIT 1) one, generate_series(1, 10000) n"
        )
        # Autovacuum would do this after a while.
        cursor.execute(f"SELECT gin_clean_pending_list('{index}')")
        cursor.execute(f"ANALYZE {table}")
