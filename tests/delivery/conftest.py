import pytest
from django.core.cache import cache

from devtools.stubs.routing import KEY, OsrmHandler, RoutingStub, TMapHandler
from tests.orders.conftest import overhear  # noqa: F401


@pytest.fixture
def fresh_memory():
    """No provider is paused because of an earlier test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def tmap(db, settings, fresh_memory):
    with RoutingStub(TMapHandler) as stub:
        settings.TMAP_URL, settings.TMAP_APP_KEY = stub.url, KEY
        yield stub


@pytest.fixture
def osrm(db, settings, fresh_memory):
    with RoutingStub(OsrmHandler) as stub:
        settings.OSRM_URL = stub.url
        yield stub


@pytest.fixture(params=["tmap", "osrm"])
def service(request):
    """One of them, then the other."""
    return request.getfixturevalue(request.param)
