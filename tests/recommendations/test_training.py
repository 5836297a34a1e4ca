"""The nightly training on the site's own rows."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.services import delete_account
from coupons.claims import claim
from jobs.models import Job
from recommendations import readers, tasks
from recommendations.experiment import PLAIN_PERCENT, is_plain
from recommendations.interactions import Interaction, popularity_of
from recommendations.models import Phase, Recommendation, Training
from recommendations.readers import Known
from recommendations.services import dismiss, switch_off
from recommendations.sources import days_of, popularity_of_site
from recommendations.training import STALLED, due_training, take_step
from stores.models import Follow, Store
from tests.coupons.conftest import claimant, published
from tests.factories import AddressFactory, CategoryFactory, ListedStoreFactory, OrderFactory
from tests.recommendations.conftest import listed, ordered, popular, reader, train

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
LONG_AGO = timezone.now() - timedelta(days=400)


def shop(name, **fields):
    return ListedStoreFactory(name=name, created_at=LONG_AGO, **fields)


def test_each_reason_is_true():
    chicken = CategoryFactory(slug="fried", name="Chicken")
    usual, liked = shop("Usual", category=chicken), shop("Followed", category=chicken)
    popular(shop("Popular", category=chicken)), popular(shop("Other food"))
    shop("Quiet"), ListedStoreFactory(name="Fresh")
    ann = reader()
    ordered(ann, usual, times=3)
    Follow.objects.create(user=ann, store=liked, at=timezone.now())

    train()

    assert listed(ann) == {
        "Usual": "You ordered here 3 times",
        "Followed": "You follow this store",
        "Popular": "Popular near you in Chicken",
        "Fresh": "New here",
        "Other food": "Popular near you",
        "Quiet": "Near you",
    }


def test_what_was_ordered_often_and_lately_comes_first():
    ann, often, once, old = reader(), shop("Often"), shop("Once"), shop("Old")
    ordered(ann, old, times=3, days_ago=170)
    ordered(ann, once)
    ordered(ann, often, times=2)

    train()

    assert [*listed(ann)] == ["Often", "Once", "Old"]


def test_stores_that_are_closed_for_good_or_have_no_menu_are_not_listed():
    ann = reader()
    archived, bare, there = shop("Archived"), shop("Bare"), shop("There")
    for store in (archived, bare, there):
        ordered(ann, store)
    Store.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    bare.sections.all().delete()

    train()

    assert [*listed(ann)] == ["There"]


def test_far_stores_are_not_near():
    ann = reader()
    ordered(ann, shop("Here"))
    popular(shop("Busan", latitude=35.1796, longitude=129.0756))

    train()

    assert [*listed(ann)] == ["Here"]


def test_the_default_address_says_where_a_reader_is():
    ann = reader()
    AddressFactory(user=ann, is_default=True, latitude=35.18, longitude=129.07)
    ordered(ann, shop("Seoul"))
    shop("Busan", latitude=35.1796, longitude=129.0756), shop("Jongno")

    train()

    assert listed(ann) == {"Seoul": "You ordered here once", "Busan": "Near you in Korean"}


def test_orders_that_came_to_nothing_teach_nothing():
    ann, store = reader(), shop("Unpaid")
    OrderFactory(customer=ann, store=store)

    train()

    assert listed(ann) == {}


def test_unwanted_stores_and_readers_who_want_none_are_left_out():
    ann, cat, store = reader(), reader(), shop("Anchovy")
    ordered(ann, store), ordered(cat, store)
    dismiss(store, user=ann, now=timezone.now())
    switch_off(cat, timezone.now())

    train()

    assert listed(ann) == listed(cat) == {}


def test_a_deleted_account_is_forgotten_and_not_learned_again():
    ann = reader()
    follow = {"store": shop("Anchovy"), "at": timezone.now()}
    Follow.objects.create(user=ann, **follow)
    train()
    assert listed(ann)

    delete_account(ann)
    assert listed(ann) == {}

    Follow.objects.create(user=ann, **follow)  # as orders stay
    train(timezone.now() + timedelta(days=1))
    assert listed(ann) == {}


def test_a_few_readers_get_the_plain_list():
    usual = shop("Usual")
    shop("Near")
    plain, personal = reader(plain=True), reader()
    ordered(plain, usual, times=2), ordered(personal, usual, times=2)

    train()

    assert listed(plain)["Usual"] == "Near you"
    assert listed(personal)["Usual"] == "You ordered here 2 times"


def test_about_five_of_a_hundred_get_it_always_the_same():
    chosen = {user for user in range(20_000) if is_plain(user)}

    assert len(chosen) / 200 == pytest.approx(PLAIN_PERCENT, abs=0.5)
    assert chosen == {user for user in range(20_000) if is_plain(user)}


def test_popularity_is_the_same_in_sql_and_in_python(store):
    now, other = timezone.now(), shop("Other")
    users = [reader() for _ in range(3)]
    expected = []
    for at, user in enumerate(users):
        days = 5 * at
        ordered(user, store, days_ago=days + 1)
        expected.append(Interaction(user.pk, store.pk, days_of(now - timedelta(days=days + 1))))
    ordered(users[0], other, times=2, days_ago=70)

    found = popularity_of_site(now)

    python = popularity_of(expected, days_of(now))
    assert found[store.pk].score == pytest.approx(python[store.pk].score, rel=0.001)
    assert found[store.pk].people == python[store.pk].people == 3
    assert other.pk not in found


def test_claims_make_popular_and_teach(bea):
    store = shop("Coupons", owner=bea)
    campaign = published(store)
    people = [claimant() for _ in range(3)]
    for person in people:
        claim(campaign, person, press=uuid4())

    train()

    known = [person for person in people if not is_plain(person.pk)]
    assert [listed(person) for person in known] == [{"Coupons": "You got a coupon here"}] * len(
        known
    )
    assert popularity_of_site(timezone.now())[store.pk].people == 3


def test_it_begins_once_a_night_and_catches_up():
    noon = datetime(2026, 3, 2, 12, tzinfo=SEOUL)
    train(noon)

    assert due_training(noon + timedelta(hours=14)) is None
    assert due_training(noon + timedelta(hours=15, minutes=1)) is not None


def test_an_interrupted_training_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(readers, "BATCH", 2)
    now, store = timezone.now(), shop("Usual")
    people = [reader() for _ in range(5)]
    for person in people:
        ordered(person, store)
    training = due_training(now)
    for _ in range(3):  # the evaluation, the areas, and two of five readers
        take_step(training.pk, Known(now), now)
    assert Recommendation.objects.exclude(user=None).values("user").distinct().count() == 2

    assert due_training(now + timedelta(minutes=1)) is None
    later = now + STALLED
    assert due_training(later).pk == training.pk
    while take_step(training.pk, Known(later), later):
        pass

    training.refresh_from_db()
    assert (training.phase, training.readers) == (Phase.DONE, 5)
    assert all(listed(person) for person in people)


def test_readers_who_order_no_more_lose_their_list():
    ann, store = reader(), shop("Usual")
    ordered(ann, store, days_ago=100)
    train()
    assert listed(ann)

    train(timezone.now() + timedelta(days=100))

    assert listed(ann) == {}


def test_the_job_takes_all_steps_and_the_list_in_use_is_stored():
    tasks.train_when_due()
    [job] = Job.objects.filter(task="recommendations.tasks.train")

    tasks.train(*job.args)

    training = Training.objects.get()
    assert training.finished_at is not None
    assert training.chosen == "taste"


def test_the_number_of_queries_does_not_depend_on_the_readers(django_assert_num_queries, store):
    def queries_of(count):
        for _ in range(count):
            ordered(reader(), store)
        training = Training(started_at=timezone.now(), moved_at=timezone.now())
        with django_assert_num_queries(14):
            readers.list_readers(training, Known(timezone.now()))

    queries_of(1)
    queries_of(9)
