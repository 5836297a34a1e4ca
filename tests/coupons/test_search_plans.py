"""The indexes of the search of coupons, and of their lists, among thousands."""

import pytest
from django.db import connection
from django.utils import timezone

from coupons.listing import (
    ListOrder,
    Wanted,
    in_order,
    list_campaigns,
    nearest_statement,
    wanted_campaigns,
)
from coupons.models import Campaign, SearchWord
from coupons.search import as_typed
from stores.models import Store
from tests.coupons.conftest import published
from tests.factories import StoreFactory
from tests.readers import undone

pytestmark = pytest.mark.slow
HERE = (37.5725, 126.9769)


def plan(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.fixture(scope="module")
def thousands(django_db_setup, django_db_blocker):
    """Thousands of live campaigns: with few PostgreSQL chooses a sequential scan."""
    with django_db_blocker.unblock(), undone():
        add_thousands(StoreFactory(name="Diner"))
        connection.check_constraints()  # or else of all these rows again at the end of each test
        yield timezone.now()


@pytest.fixture
def many(thousands, db):
    """When they are live; what a test does is undone."""
    return thousands


def add_thousands(store):
    terms = published(store).terms_id
    stores = Store.objects.bulk_create(
        StoreFactory.build(
            owner=store.owner, category=store.category, name="Diner", slug=f"many-{n}"
        )
        for n in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [[each.pk for each in stores]])
        cursor.execute("UPDATE coupons_campaign SET status = 'published', terms_id = %s", [terms])
        cursor.execute("SELECT gin_clean_pending_list('campaigns_by_title')")
        cursor.execute("SELECT gin_clean_pending_list('search_words_by_trigram')")
        cursor.execute("ANALYZE coupons_campaign, coupons_searchword, stores_store")


COPIES = """
INSERT INTO coupons_campaign (number, store_id, title, total, opens_at, closes_at, created_at,
    status, currency, per_customer, audience, secret_code)
SELECT n, (%s)[1 + n %% 500], md5(n::text) || ' ' || n, 10,
    now() - n * interval '1 minute', now() + n * interval '1 minute', now(),
    'draft', 'KRW', 1, 'everybody', ''
FROM generate_series(1, 6000) n
"""


@pytest.mark.parametrize(
    ("order", "index"),
    [
        (ListOrder.ENDING, "campaigns_by_end"),
        (ListOrder.CLAIMED, "campaigns_by_popularity"),
        (ListOrder.UPCOMING, "campaigns_by_opening"),
    ],
)
def test_each_order_walks_along_its_index(many, order, index):
    rows = in_order(wanted_campaigns(Wanted(order), many), order)

    assert f"Index Scan using {index}" in rows.explain()
    assert "Sort" not in rows.explain()


def test_the_nearest_reads_the_campaigns_of_one_store_after_the_other(many):
    wanted = Wanted(ListOrder.NEAREST, HERE)

    text = plan(*nearest_statement(wanted_campaigns(wanted, many), wanted))

    assert "Seq Scan on coupons_campaign" not in text
    assert "Nested Loop" in text


def test_a_search_uses_the_trigrams_of_titles_and_words(many):
    titles = Campaign.objects.listed_live(many).filter(as_typed("치킨나라"))
    words = SearchWord.objects.filter(word__trigram_word_similar="치킨나라")

    assert "Bitmap Index Scan on campaigns_by_title" in titles.explain()
    assert "Bitmap Index Scan on search_words_by_trigram" in words.explain()


@pytest.mark.parametrize("order", list(ListOrder))
def test_a_search_for_a_common_word_is_in_order_too(many, order):

    both = [list_campaigns(Wanted(order, HERE, query=query), many).ids for query in ("1", "")]

    titles = [Campaign.objects.filter(pk__in=ids, title__contains="1").count() for ids in both]
    assert titles[0] == len(both[0])
    assert order == ListOrder.UPCOMING or len(both[0]) == len(both[1]) == 120
