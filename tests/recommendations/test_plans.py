"""PostgreSQL's plan for the list of home, among the lists of many areas."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from recommendations.models import Recommendation
from recommendations.serving import recommendations_of
from stores.queries import moment_of
from tests.factories import ListedStoreFactory, UserFactory

AREAS, RANKS = 500, 12

pytestmark = pytest.mark.django_db


def list_many_areas(store):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recommendations_recommendation (cell, rank, store_id, reason, times)"
            " SELECT 'a' || area, rank, %s, 'popular', 0"
            " FROM generate_series(1, %s) area, generate_series(0, %s) rank",
            [store.pk, AREAS, RANKS - 1],
        )
        cursor.execute("ANALYZE recommendations_recommendation")


@pytest.mark.parametrize("has_own", [True, False])
def test_only_the_readers_list_and_their_areas_are_read(has_own):
    store, reader = ListedStoreFactory(), UserFactory()
    if has_own:
        Recommendation.objects.create(user=reader, rank=0, store=store, reason="again")
    list_many_areas(store)
    values = [reader.pk, "a7", date(2026, 11, 23), *moment_of(timezone.now())]

    rows = recommendations_of.queryset(*values)

    assert len(rows) == (1 if has_own else RANKS)
    plan = rows.explain()
    assert "one_recommendation_a_cell_rank" in plan
    assert "one_recommendation_a_rank" in plan
    assert "Seq Scan on recommendations_recommendation" not in plan
