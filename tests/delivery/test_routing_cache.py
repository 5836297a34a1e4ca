"""Routes are cached for all processes and restarts; estimates are not."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from delivery.routing import route_between
from delivery.routing.cache import CACHED_FOR, cached_route, store_route
from delivery.routing.models import KnownRoute
from delivery.tasks import purge_old_routes
from tests.delivery.places import HOME, STORE


def test_a_cached_route_is_not_requested_again(service):
    route = route_between(STORE, HOME)
    cache.clear()  # as after a restart

    near = STORE._replace(latitude=STORE.latitude + 0.00001)
    assert route_between(near, HOME) == route
    assert len(service.asked) == 1


def test_an_expired_route_is_requested_and_cached_again(service):
    route_between(STORE, HOME)
    KnownRoute.objects.update(expires_at=timezone.now(), metres=1)

    assert route_between(STORE, HOME).metres == 6120
    assert KnownRoute.objects.get().metres == 6120


def test_expired_routes_are_purged(service):
    route_between(STORE, HOME)
    assert purge_old_routes() == 0

    KnownRoute.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert purge_old_routes() == 1


def test_a_route_is_cached_for_a_day(service):
    now, route = timezone.now(), route_between(STORE, HOME)
    store_route(route, STORE, HOME, now)

    assert (
        cached_route(route.provider, STORE, HOME, now + CACHED_FOR - timedelta(seconds=1)) == route
    )
    assert cached_route(route.provider, STORE, HOME, now + CACHED_FOR) is None


@pytest.mark.parametrize("mode", ["500", "no_route", "half"])
def test_an_estimate_is_not_cached(service, mode):
    service.mode = mode

    route_between(STORE, HOME)

    assert KnownRoute.objects.count() == 0


def test_two_concurrent_requests_cache_one_route(service):
    route = route_between(STORE, HOME)

    store_route(route, STORE, HOME)

    assert KnownRoute.objects.count() == 1
