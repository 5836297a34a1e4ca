"""Whether it can be seen that the personal lists matter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.comparison import LEAST_READERS, Comparison, Group, compare
from recommendations.experiment import STORED_FOR, purge_old_exposures
from recommendations.models import Exposure, Training
from tests.factories import UserFactory
from tests.recommendations.conftest import ordered, train

pytestmark = pytest.mark.django_db


def seen(*, plain, days_ago=2, clicks=0):
    at = timezone.now() - timedelta(days=days_ago)
    user, day = UserFactory(), timezone.localtime(at).date()
    Exposure.objects.create(user=user, day=day, at=at, is_plain=plain, clicks=clicks)
    return user


def group(readers, orders, variance=1.0):
    zeros = {"clicks": 0.0, "claims": 0.0}
    return Group(readers, {**zeros, "orders": orders}, {**zeros, "orders": variance})


def sentence(personal, plain):
    return {one.metric: one.sentence for one in Comparison(personal, plain).metrics}["orders"]


def test_what_readers_did_after_they_saw_a_list_is_counted(store):
    seen(plain=True)
    ann = seen(plain=False, clicks=3)
    ordered(ann, store, days_ago=1), ordered(ann, store, days_ago=5)

    comparison = compare(timezone.now())

    assert (comparison.personal.readers, comparison.plain.readers) == (1, 1)
    assert comparison.personal.means == {"clicks": 3, "orders": 1, "claims": 0}
    assert comparison.plain.means == {"clicks": 0, "orders": 0, "claims": 0}


def test_a_reader_of_several_days_is_one(store):
    ann = seen(plain=False, clicks=1)
    now = timezone.now()
    today = timezone.localtime(now).date()
    Exposure.objects.create(user=ann, day=today, at=now, is_plain=False, clicks=1)

    assert compare(timezone.now()).personal.readers == 1
    assert compare(timezone.now()).personal.means["clicks"] == 2


def test_only_the_last_four_weeks_count():
    seen(plain=False, days_ago=30)

    assert compare(timezone.now()).personal.readers == 0


def test_old_rows_are_purged():
    seen(plain=False, days_ago=STORED_FOR.days + 1), seen(plain=False)

    purge_old_exposures(timezone.now())

    assert Exposure.objects.count() == 1


def test_a_clear_difference_is_said_with_its_interval():
    text = sentence(group(1900, 0.8), group(100, 0.4))

    assert text == (
        "With the personal list a reader makes 0.40 more orders (between 0.19 and 0.60)."
    )
    assert "0.40 fewer orders" in sentence(group(1900, 0.4), group(100, 0.8))


@pytest.mark.parametrize(
    ("personal", "plain"),
    [
        (group(1900, 0.5), group(100, 0.4)),
        (group(1900, 5.0, 0.0), group(LEAST_READERS - 1, 0.0, 0.0)),
        (group(0, 0.0), group(0, 0.0)),
    ],
)
def test_no_difference_is_claimed_without_proof(personal, plain):
    assert sentence(personal, plain) == "No difference can be seen yet."


def test_admins_see_the_list_in_use_the_comparison_and_the_evaluation(admin_client, store):
    for days_ago in (1, 9, 30):
        ordered(UserFactory(), store, days_ago=days_ago)
    train()

    page = admin_client.get("/admin/recommendations/training/").text
    assert "Do recommendations matter?" in page
    assert "No difference can be seen yet." in page
    assert "What the reader eats" in page

    detail = admin_client.get(
        f"/admin/recommendations/training/{Training.objects.get().pk}/change/"
    )
    assert "3 interactions; the lists know" in detail.text
    assert "too few to choose" in detail.text


def test_the_evaluation_is_read_in_the_language_of_the_admin(admin_client, store):
    for days_ago in (1, 9, 30):
        ordered(UserFactory(), store, days_ago=days_ago)
    train()

    url = f"/admin/recommendations/training/{Training.objects.get().pk}/change/"

    assert "기록 3건" in admin_client.get(url, headers={"Accept-Language": "ko"}).text
