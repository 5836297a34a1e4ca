from datetime import timedelta

import pytest
from django.utils import timezone

from orders.statuses import Status
from recommendations.experiment import is_plain
from recommendations.models import Recommendation
from recommendations.readers import Known
from recommendations.training import due_training, take_step
from tests.factories import OrderFactory, UserFactory


@pytest.fixture(autouse=True)
def secret(settings):
    """The readers who get the plain list depend on it."""
    settings.SECRET_KEY = "only-for-tests-" + "x" * 50


def ordered(user, store, times=1, days_ago=1):
    """Paid orders of the user."""
    for number in range(times):
        placed = timezone.now() - timedelta(days=days_ago, minutes=number)
        OrderFactory(
            customer=user,
            email=user.email,
            store=store,
            status=Status.PAID,
            fulfilment="pickup",
            placed_at=placed,
        )


def reader(*, plain=False, **fields):
    """A customer who gets the plain list, or does not."""
    while True:
        user = UserFactory(**fields)
        if is_plain(user.pk) == plain:
            return user


def popular(store, people=3):
    for _ in range(people):
        ordered(UserFactory(), store)
    return store


def train(now=None):
    """A whole training, as the nightly job makes it."""
    now = now or timezone.now()
    training = due_training(now)
    known = Known(now)
    while take_step(training.pk, known, now):
        pass
    training.refresh_from_db()
    return training


def listed(user):
    rows = Recommendation.objects.filter(user=user).select_related("store__category", "like")
    return {row.store.name: row.text for row in rows.order_by("rank")}
