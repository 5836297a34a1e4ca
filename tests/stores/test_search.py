import pytest
from django.db import connection

from stores.search import explain, search
from stores.search_key import comparable
from tests.factories import MenuSectionFactory, ProductFactory, StoreFactory
from tests.shared import real_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def chicken(db):
    return StoreFactory(name="치킨 나라")


@pytest.fixture
def burgers(db):
    return StoreFactory(name="Harbor Burger")


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
    StoreFactory(name="한라의 집")

    assert list(search(query)) == [chicken.pk]


@pytest.mark.parametrize(
    "query",
    ["harbor burger", "HARBORBURGER", "Burger", "burgar", "Burgr", "habor", "hsrbor", "ha", "B"],
)
def test_search_finds_a_latin_name(burgers, query):
    StoreFactory(name="Green Noodle")

    assert list(search(query)) == [burgers.pk]


def test_search_leads_from_a_dish_to_its_store(store):
    ProductFactory(store=store, name="평양 물냉면")

    hit = search("물냉면")[store.pk]

    assert hit.dish == "평양 물냉면"


def test_search_names_no_dish_where_the_name_is_as_near(chicken):
    ProductFactory(store=chicken, name="치킨 나라")

    assert search("치킨나라")[chicken.pk].dish == ""


def test_search_passes_over_hidden_dishes_and_archived_stores(store):
    ProductFactory(store=store, name="비빔국수", is_hidden=True)
    ProductFactory(section=MenuSectionFactory(store=store, is_hidden=True), name="비빔국수")
    gone = StoreFactory(name="비빔국수 집", archived_at="2026-01-01T00:00Z")
    ProductFactory(store=gone, name="비빔국수")

    assert search("비빔국수") == {}


def test_search_puts_the_likest_first(chicken):
    longer = StoreFactory(name="치킨 마을 나라")
    alike = StoreFactory(name="치킨 나무")

    assert list(search("치킨나라")) == [chicken.pk, longer.pk, alike.pk]


@pytest.mark.parametrize(
    "query", ["", " ", "%", "_", "\\", "'; DROP TABLE x; --", "🍜", "가" * 500]
)
def test_search_takes_any_text_literally(chicken, query):
    assert search(query) == {}


def test_search_leaves_no_setting_behind(chicken):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        search("치킨나라")
        cursor.execute("ROLLBACK TO before")
        cursor.execute("SHOW pg_trgm.word_similarity_threshold")
        assert cursor.fetchone() == ("0.6",)


def test_query_and_names_are_normalised_alike(db):
    """Python prepares the query, PostgreSQL the names; both must come to the same letters."""
    names = [*real_names(), "Café ﬁne ①２", "İSTANBUL", "ÅÄÖ 100% _x_ 한글"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, lower(normalize(replace(name, ' ', ''), NFKD)) FROM unnest(%s) AS name",
            [names],
        )
        assert [row for row in cursor.fetchall() if comparable(row[0]) != row[1]] == []


@pytest.mark.slow
def test_search_uses_the_indexes(store):
    """With fewer rows reading them all is cheaper, and PostgreSQL knows."""
    ProductFactory(store=store)
    multiply("stores_product", "products_by_name")
    multiply("stores_store", "stores_by_name", "slug")

    plan = explain("치킨나라")

    assert "Bitmap Index Scan on stores_by_name" in plan
    assert "Bitmap Index Scan on products_by_name" in plan


def multiply(table, index, *unique):
    """Copy the table's one row ten thousand times, the names numbered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM " + table)
        columns = {row.name for row in cursor.description} - {"id", "search_key"}
        values = [f"{c} || n" if c in {"name", *unique} else c for c in columns]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM {table}, generate_series(1, 10000) n"
        )
        # What autovacuum does after a while.
        cursor.execute(f"SELECT gin_clean_pending_list('{index}')")
        cursor.execute(f"ANALYZE {table}")
